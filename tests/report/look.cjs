// Opens a report in Debian's Chromium and tells, as JSON, what a reader would meet:
//   node look.cjs PAGE.html FOLDER WIDTH...    pictures of the page at each width go to FOLDER
// NODE_PATH says where playwright-core and axe-core are.
"use strict";
const path = require("path");
const {pathToFileURL} = require("url");
const {chromium} = require("playwright-core");

/** Everything that the reader can see of a section. */
function contents(section) {
  const tables = [...section.querySelectorAll(".tables table")].map(table => ({
    title: table.caption.textContent,
    head: [...table.tHead.rows[0].cells].map(cell => cell.textContent),
    rows: [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent))
  }));
  const svg = section.querySelector(".chart svg");
  return {
    id: section.id, title: section.querySelector("h2").textContent, label: section.querySelector(".chart").getAttribute("aria-label"),
    marks: svg ? svg.querySelectorAll("[role=graphics-symbol], .mark-line path, .mark-area path, .mark-rect path, .mark-symbol path, .mark-rule line, .mark-text text").length : 0,
    bad: svg ? (svg.outerHTML.match(/NaN|Infinity|undefined/g) ?? []).length : -1,
    choices: Object.fromEntries([...section.querySelectorAll(".choices label")].map(label => [label.firstChild.textContent, [...label.querySelectorAll("option")].map(option => option.value)])),
    tables
  };
}

async function main() {
  const [page, folder, ...widths] = process.argv.slice(2);
  const browser = await chromium.launch({executablePath: process.env.KNOWHOW_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"]});
  const found = {requests: [], messages: [], overflow: {}};
  const context = await browser.newContext({viewport: {width: Number(widths[0]), height: 900}, acceptDownloads: true});
  const tab = await context.newPage();
  tab.on("request", request => found.requests.push(request.url().slice(0, 200)));
  tab.on("console", message => { if (["error", "warning"].includes(message.type())) found.messages.push(message.text()); });
  tab.on("pageerror", error => found.messages.push(String(error)));
  const began = Date.now();
  await tab.goto(pathToFileURL(path.resolve(page)).href);
  await tab.waitForSelector("html[data-ready=yes]", {timeout: 60000});
  found.seconds = (Date.now() - began) / 1000;

  for (const width of widths) {
    await tab.setViewportSize({width: Number(width), height: 900});
    await tab.waitForTimeout(width === widths[0] ? 0 : 1500);
    found.overflow[width] = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await tab.screenshot({path: path.join(folder, `${path.basename(page, ".html")}_${width}.png`), fullPage: true});
  }
  await tab.setViewportSize({width: Number(widths[0]), height: 900});
  await tab.waitForTimeout(800);
  await tab.addScriptTag({path: require.resolve("axe-core/axe.min.js")});
  const closed = await tab.evaluate(() => axe.run());
  await tab.evaluate(() => document.querySelectorAll("details").forEach(details => { details.open = true; }));
  await tab.waitForTimeout(500);
  const open = process.env.KNOWHOW_AXE_OPEN === "no" ? {violations: []} : await tab.evaluate(() => axe.run({exclude: [".scroll table"]}));
  found.faults = [...closed.violations, ...open.violations].filter(fault => ["serious", "critical"].includes(fault.impact))
    .map(fault => `${fault.id}: ${fault.help}; ${fault.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
  found.answers = await tab.$$eval(".answers li", items => items.map(item => item.textContent));
  found.headings = await tab.$$eval("h1, h2, h3", items => items.map(item => item.tagName + " " + item.textContent));
  // As text: the page's policy forbids it to make functions.
  found.sections = await tab.evaluate(`[...document.querySelectorAll("section:has(.chart)")].map(${contents})`);

  // What is chosen in one chart holds in all.
  const select = await tab.$("#curves label:last-child select");
  if (select) {
    const options = await select.$$eval("option", all => all.map(one => one.value));
    await select.selectOption(options[0]);
    await tab.waitForTimeout(500);
    found.after_choice = {chosen: options[0], funnel: await tab.$eval("#funnel label select", one => one.value).catch(() => null)};
  }
  const files = [];
  for (const button of await tab.$$("#curves .files button, #effects .files button")) {
    const [download] = await Promise.all([tab.waitForEvent("download"), button.click()]);
    const name = download.suggestedFilename();
    await download.saveAs(path.join(folder, name));
    files.push(name);
  }
  found.files = files;
  await tab.emulateMedia({media: "print"});
  if (process.env.KNOWHOW_PDF) await tab.pdf({path: process.env.KNOWHOW_PDF, format: "A4"});
  await browser.close();
  console.log(JSON.stringify(found));
}

main().catch(error => { console.error(error); process.exit(1); });
