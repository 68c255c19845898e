"use strict";
// Draws every chart of the page, its table and its CSV from the same numbers.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const charts = new Map(data.charts.map(chart => [chart.id, chart]));
  for (const chart of data.charts)
    if (chart.tables_of) chart.tables = charts.get(chart.tables_of).tables;

  const font = getComputedStyle(document.body).fontFamily;
  const grey = "#5f6368", blue = "#0072B2";
  // Okabe and Ito's, without yellow, which white paper swallows; then again with other dashes.
  const colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];
  const cividis = ["#00204D", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369", "#E1CC55", "#F3DB4B"];
  const dashes = [[1, 0], [6, 2], [2, 2]];
  const config = {
    font, background: "transparent", aria: false,
    axis: {labelFontSize: 13, titleFontSize: 13, titleFontWeight: "normal", labelColor: "#30373d", titleColor: "#4d565f", gridColor: "#e6eaed",
           domainColor: "#9aa3ab", tickColor: "#9aa3ab", labelLimit: 260, titlePadding: 8},
    legend: {labelFontSize: 13, titleFontSize: 13, orient: "top", title: null, labelLimit: 300, symbolStrokeWidth: 3},
    header: {labelFontSize: 14, labelFontWeight: "bold", labelAnchor: "start", title: null, labelColor: "#1d2329"},
    view: {stroke: null}, text: {fontSize: 13, color: "#1d2329"}
  };

  const valueOf = (column, row) => column.kind === "number" ? column.data[row] : column.words[column.data[row]];
  const lengthOf = table => table.columns[0].data.length;
  const columnOf = (table, name) => table.columns.find(column => column.name === name);

  /** Which rows of a table the reader's choices leave. */
  function rowsOf(chart, table) {
    const limits = chart.choices.filter(choice => columnOf(table, choice.column))
      .map(choice => ({...choice, column: columnOf(table, choice.column)}));
    const rows = [];
    for (let row = 0; row < lengthOf(table); ++row)
      if (limits.every(({column, chosen, also}) => [chosen, also].includes(valueOf(column, row)))) rows.push(row);
    return rows;
  }

  /** Rows as charts want them: words with their place in the order, dates as dates. */
  function objectsOf(table, rows) {
    return rows.map(row => {
      const object = {};
      for (const column of table.columns) {
        const value = valueOf(column, row);
        object[column.name] = column.kind === "date" ? Date.parse(value) : value;
        if (column.kind === "word") object[column.name + "_order"] = column.data[row];
      }
      return object;
    });
  }

  /** Replaces "$name" anywhere in a specification; what is named need not be a text. */
  function filled(part, slots) {
    if (typeof part === "string" && part[0] === "$" && part.slice(1) in slots) return slots[part.slice(1)];
    if (Array.isArray(part)) return part.map(one => filled(one, slots));
    if (part && typeof part === "object") return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, filled(one, slots)]));
    return part;
  }

  const chosenIn = (chart, column) => chart.choices.find(choice => choice.column === column)?.chosen;
  const wordsOf = (rows, name) => [...new Map(rows.map(row => [row[name], row[name + "_order"]])).entries()].sort((a, b) => a[1] - b[1]).map(([word]) => word);

  function slotsFor(chart, datasets, width) {
    const rows = datasets.table, time = columnOf(chart.tables[0], "time");
    const scenarios = rows.length && "scenario" in rows[0] ? wordsOf(rows, "scenario") : [];
    const chosen = chosenIn(chart, "scenario") ?? data.chosen;
    const others = data.scenarios.filter(name => name !== data.baseline);
    const panels = width < 560 ? 1 : 2;
    const names = Math.max(60, ...scenarios.map(name => 7.2 * name.length));
    const outcomes = rows.length && "outcome" in rows[0] && "channel" in rows[0] ? wordsOf(rows, "outcome") : [];
    const left = Math.max(0, ...(outcomes.length ? wordsOf(rows, "channel") : []).map(name => name.length + 6));
    const right = Math.max(0, ...outcomes.map(name => name.length + 6));
    const extent = name => { const all = rows.map(row => row[name]).filter(Number.isFinite); return [Math.min(...all), Math.max(...all)]; };
    const narrow = width < 560, letter = narrow ? 6.2 : 7.4, inside = Math.max(60, width - 12 - letter * (narrow ? right : left + right));
    return {
      outcomes, outcomeColours: outcomes.map((_, i) => i === 0 ? "#009E73" : cividis[Math.round((i - 1) * (cividis.length - 1) / Math.max(1, outcomes.length - 2))]),
      flowSpan: [narrow ? -0.02 : -letter * left / inside, 1 + letter * right / inside], flowLeftAt: narrow ? "to" : "from", flowLeftAlign: narrow ? "left" : "right",
      flowLeftShift: narrow ? 4 : -6, headAngle: narrow ? -70 : -35, flowFont: narrow ? 11 : 13,
      timeEnds: time ? (time.kind === "date" ? [time.words[0], time.words.at(-1)].map(date => ({time: Date.parse(date)})) : [Math.min(...time.data), Math.max(...time.data)].map(step => ({time: step}))) : [],
      groupNames: rows.length && "group" in rows[0] ? wordsOf(rows, "group") : [], stageNames: rows.length && "stage" in rows[0] ? wordsOf(rows, "stage") : [],
      height: Math.min(380, Math.max(260, width * 0.5)), baseline: data.baseline, chosen,
      timeType: time && time.kind === "date" ? "temporal" : "quantitative",
      timeTitle: time && time.kind === "date" ? null : "step", timeTicks: Math.max(3, Math.floor(width / 120)),
      panels, panelWidth: panels === 1 ? width - 60 : (width - 90) / panels,
      moneyWidth: panels === 1 ? width - Math.min(names, 190) - 40 : (width - Math.min(names, 200) - 60) / 2,
      headerLines: narrow ? "split(replace(replace(datum.label, ' with ', '|with '), ' after ', '|after '), '|')" : "datum.label",
      full: width - 4, ranked: rows.filter(row => "difference" in row).sort((a, b) => b.difference - a.difference).map(row => row.scenario),
      differenceTitle: `difference from ${data.baseline}: ${chosenIn(chart, "measure") ?? ""}`,
      labelLimit: width < 560 ? 150 : 260,
      pair: chosen === data.baseline ? [data.baseline] : [data.baseline, chosen],
      pairColours: chosen === data.baseline ? [grey] : [grey, blue],
      scenarioNames: [data.baseline, ...others],
      scenarioColours: [grey, ...others.map((_, i) => colours[i % colours.length])],
      scenarioDashes: [[1, 0], ...others.map((_, i) => dashes[Math.floor(i / colours.length) % dashes.length])],
      legendColumns: Math.max(1, Math.floor(width / 190)), narrow,
      outcome: chosenIn(chart, "outcome") ?? "", parameterNames: rows.length && "parameter" in rows[0] ? wordsOf(rows, "parameter") : [],
      across: rows[0]?.across ?? "", up: rows[0]?.up ?? "", heatAngle: narrow ? -60 : 0,
      differenceOf: chart.tables[1]?.columns.find(column => column.name === "difference")?.title ?? "",
      postWidth: panels === 1 ? width - 130 : (width - 290) / 2,
      figuresTitle: chart.tables[0].columns.find(column => column.name === "observed")?.title.includes("%") ? "%" : null,
      mapX: extent("x"), mapY: extent("y"), figureNames: rows.length && "figure" in rows[0] ? wordsOf(rows, "figure") : [],
      mapHeight: narrow ? 420 : 560, mapSizes: narrow ? [24, 260] : [40, 700],
      mapNames: narrow || rows.length > 80 ? "false" : "true",
      measure: chosenIn(chart, "measure") ?? "", flowHeight: narrow ? 500 : 520,
      flowWidth: Math.max(300, width - 10)
    };
  }

  const views = new Map();

  async function draw(chart) {
    const place = document.querySelector(`#${CSS.escape(chart.id)} .chart`);
    const datasets = Object.fromEntries(chart.tables.map(table => [table.name, objectsOf(table, rowsOf(chart, table))]));
    const spec = filled(data.specs[chart.spec], slotsFor(chart, datasets, place.clientWidth));
    // Steps of a height would keep the width from being fitted.
    if (spec.height && spec.height.step && !spec.encoding)
      spec.height = spec.height.step * Math.max(1, new Set(datasets.dots.map(row => row.scenario)).size);
    if (spec.height && spec.height.step) {
      const count = name => new Set(datasets.table.map(row => row[name])).size;
      const hidden = spec.encoding.y.field === "scenario" && JSON.stringify(spec.transform ?? []).includes('"not"') ? 1 : 0;
      spec.height = spec.height.step * (count(spec.encoding.y.field) - hidden) * (spec.encoding.yOffset ? count(spec.encoding.yOffset.field) : 1);
    }
    const autosize = spec.facet || chart.spec === "ledger.json" ? {} : {autosize: {type: "fit-x", contains: "padding"}};
    const result = await vegaEmbed(place, {...spec, ...autosize, datasets}, {mode: "vega-lite", renderer: "svg", actions: false, ast: true, config});
    views.get(chart.id)?.finalize();
    views.set(chart.id, result.view);
    const svg = place.querySelector("svg");
    svg.setAttribute("aria-hidden", "true");
    const names = chart.choices.map(choice => `${choice.label}: ${choice.chosen}`).join("; ");
    place.setAttribute("aria-label", `${chart.description}${names && ` ${names}.`} The numbers are in the table below.`);
    place.dataset.drawn = (Number(place.dataset.drawn ?? 0) + 1).toString();
  }

  const figure = new Intl.NumberFormat("en-GB", {maximumSignificantDigits: 6});
  const shown = (column, row) => {
    const value = valueOf(column, row);
    return column.kind !== "number" ? value : value === null ? "" : figure.format(value).replace("-", "\u2212");
  };

  function tableOf(chart, table) {
    const element = document.createElement("table");
    element.createCaption().textContent = table.title;
    const head = element.createTHead().insertRow();
    for (const column of table.columns) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = column.title;
      if (column.kind === "number") cell.className = "figure";
      head.append(cell);
    }
    const body = element.createTBody();
    for (const row of rowsOf(chart, table)) {
      const line = body.insertRow();
      for (const column of table.columns) {
        const cell = line.insertCell();
        cell.textContent = shown(column, row);
        if (column.kind === "number") cell.className = "figure";
      }
    }
    const box = document.createElement("div");
    box.className = "scroll";
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `${chart.title}: ${table.title}`);
    box.append(element);
    return box;
  }

  const csvField = text => /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  /** Every row, whatever is chosen. */
  function csvOf(table) {
    const lines = [table.columns.map(column => csvField(column.title))];
    for (let row = 0; row < lengthOf(table); ++row)
      lines.push(table.columns.map(column => csvField(String(valueOf(column, row) ?? ""))));
    return lines.map(line => line.join(",") + "\r\n").join("");
  }

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function button(text, work) {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = text;
    element.addEventListener("click", work);
    return element;
  }

  function fillNumbers(chart) {
    const details = document.querySelector(`#${CSS.escape(chart.id)} .numbers`);
    const files = document.createElement("div");
    files.className = "files";
    for (const table of chart.tables) {
      const name = chart.tables.length > 1 ? `${chart.id}_${table.name}.csv` : `${chart.id}.csv`;
      files.append(button(`Save ${name}`, () => save(name, new Blob([csvOf(table)], {type: "text/csv"}))));
    }
    files.append(button(`Save ${chart.id}.svg`, async () => save(`${chart.id}.svg`, new Blob([await views.get(chart.id).toSVG()], {type: "image/svg+xml"}))));
    details.querySelector(".tables").replaceChildren(files, ...(details.open ? chart.tables.map(table => tableOf(chart, table)) : []));
  }

  function addChoices(chart) {
    const place = document.querySelector(`#${CSS.escape(chart.id)} .choices`);
    for (const choice of chart.choices) {
      const column = chart.tables.map(table => columnOf(table, choice.column)).find(Boolean);
      const words = column.words.filter(word => word !== choice.also || column.words.length === 1);
      if (words.length < 2) continue;
      const label = document.createElement("label"), select = document.createElement("select");
      label.append(choice.label, select);
      for (const word of words) select.add(new Option(word, word, false, word === choice.chosen));
      choice.select = select;
      select.addEventListener("change", () => choose(choice, select.value));
      place.append(label);
    }
  }

  /** The same question in several charts has the same answer. */
  function choose({column, label}, value) {
    for (const chart of data.charts) {
      const same = chart.choices.filter(choice => choice.column === column && choice.label === label && (!choice.select || [...choice.select.options].some(option => option.value === value)));
      for (const choice of same) {
        choice.chosen = value;
        if (choice.select) choice.select.value = value;
      }
      if (same.length) {
        draw(chart);
        fillNumbers(chart);
      }
    }
  }

  for (const chart of data.charts) {
    addChoices(chart);
    fillNumbers(chart);
    document.querySelector(`#${CSS.escape(chart.id)} .numbers`).addEventListener("toggle", () => fillNumbers(chart));
  }
  const all = async () => { for (const chart of data.charts) await draw(chart); };
  all().then(() => document.documentElement.dataset.ready = "yes");

  let width = innerWidth, waiting;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(all, 150);
  });
})();
