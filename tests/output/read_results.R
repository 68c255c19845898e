# Reads a results file with one of R's readers, and writes what it found into a folder: numbers as doubles, texts each
# with a NUL behind it, both in the order in which they lie in R, which is that of the file.
#   Rscript read_results.R READER FILE FOLDER NAME... -- VARIABLE ATTRIBUTE
words <- commandArgs(trailingOnly = TRUE)
path <- words[2]
folder <- words[3]
last <- which(words == "--")

if (words[1] == "rhdf5") {
  library(rhdf5)
  dataset <- function(name) h5read(path, name)
  attribute <- function(name, key) {
    file <- H5Fopen(path, flags = "H5F_ACC_RDONLY")
    on.exit(H5Fclose(file))
    of <- H5Dopen(file, name)
    on.exit(H5Dclose(of), add = TRUE, after = FALSE)
    one <- H5Aopen(of, key)
    on.exit(H5Aclose(one), add = TRUE, after = FALSE)
    H5Aread(one)
  }
} else if (words[1] == "hdf5r") {
  suppressPackageStartupMessages(library(hdf5r))
  file <- H5File$new(path, mode = "r")
  dataset <- function(name) file[[name]]$read()
  attribute <- function(name, key) h5attr(file[[name]], key)
} else {
  library(ncdf4)
  file <- nc_open(path)
  dataset <- function(name) ncvar_get(file, name)
  attribute <- function(name, key) ncatt_get(file, name, key)$value
}

save <- function(values, name) {
  to <- file(file.path(folder, gsub("/", ".", name)), "wb")
  on.exit(close(to))
  if (is.character(values)) {
    for (text in values) writeBin(c(charToRaw(enc2utf8(text)), as.raw(0)), to)
  } else {
    writeBin(as.double(values), to)
    writeLines(as.character(which(is.na(values)) - 1), file.path(folder, paste0(name, ".missing")))
  }
}

for (name in words[4:(last - 1)]) save(dataset(name), name)
save(attribute(words[last + 1], words[last + 2]), "attribute")
