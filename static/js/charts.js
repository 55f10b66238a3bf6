/* Pictures of the tables on a page. Every number is read from the rows of the table, which stays on the
   page: for screen readers, for paper, and for browsers without scripts. Colours come from the style
   sheet, so that light and dark follow the page; where the browser takes colours away, lights differ by
   pattern. */
(() => {
  "use strict";

  const MOST_ROWS = 24;
  const ROW = 30;
  const LIGHTS = ["done", "green", "yellow", "red", "grey"];
  const STRIPES = { dashArrayX: [1, 0], color: "rgba(0, 0, 0, .3)" };
  const PATTERNS = {
    done: { symbol: "none" },
    green: { symbol: "circle", symbolSize: 0.4, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], color: "rgba(0, 0, 0, .25)" },
    yellow: { ...STRIPES, dashArrayY: [2, 6], rotation: -Math.PI / 4 },
    red: { ...STRIPES, dashArrayY: [2, 3], rotation: Math.PI / 4 },
    grey: { ...STRIPES, dashArrayY: [1, 5], rotation: Math.PI / 2 },
  };

  const withoutColours = window.matchMedia("(forced-colors: active)");

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const rowsOf = (figure) => [...document.querySelectorAll(`#${figure.dataset.table} > tbody > tr`)];
  const nameOf = (row) => row.cells[0].firstChild.textContent.trim();
  const numberOf = (row, name) => (row.dataset[name] ? Number(row.dataset[name]) : null);

  const frame = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: token("--ink-2") },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      renderMode: "richText",
      confine: true,
      backgroundColor: token("--sheet"),
      borderColor: token("--line-strong"),
      textStyle: { color: token("--ink"), fontSize: 12 },
    },
    legend: { top: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: token("--ink-2") } },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
  });

  const names = (rows, width) => ({
    type: "category",
    inverse: true,
    data: rows.map(nameOf),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: token("--line-strong") } },
    axisLabel: { color: token("--ink"), width: Math.min(180, Math.round(width * 0.32)), overflow: "truncate" },
  });

  const amounts = (more) => ({
    type: "value",
    axisLabel: { color: token("--ink-2") },
    splitLine: { lineStyle: { color: token("--line") } },
    ...more,
  });

  const grid = (more) => ({ left: 8, right: 16, top: 30, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel", ...more });

  /* Where the rows behind a bar stand: what the row's first number links to, of one light. */
  const addressOf = (row, light) => {
    const link = row.querySelector("td a[href]");
    if (!link) return "";
    const address = new URL(link.href);
    if (light) address.searchParams.set("light", light);
    return address.href;
  };

  /* Counts of lights as one bar a row. */
  const lights = (figure, rows, width) => {
    const words = figure.dataset.words.split(" ");
    const onColour = { done: token("--chart-on-done"), red: token("--sheet") };
    return {
      ...frame(),
      grid: grid(),
      xAxis: amounts({ minInterval: 1 }),
      yAxis: names(rows, width),
      series: LIGHTS.map((light, place) => ({
        name: words[place],
        type: "bar",
        stack: "lights",
        barMaxWidth: 16,
        data: rows.map((row) => numberOf(row, light)),
        itemStyle: { color: token(`--chart-${light}`), decal: withoutColours.matches ? PATTERNS[light] : PATTERNS.done, borderColor: token("--sheet"), borderWidth: 1 },
        label: {
          show: true,
          formatter: ({ value }) => (value ? String(value) : ""),
          color: onColour[light] || token("--chart-dark-ink"),
          ...(withoutColours.matches ? { backgroundColor: token(`--chart-${light}`), padding: [0, 2] } : {}),
          fontSize: 11,
        },
        labelLayout: { hideOverlap: true },
      })),
    };
  };

  /* What is approved as a bar, what the calendar asks as a mark across it. */
  const pace = (figure, rows, width) => {
    const words = figure.dataset.words.split(" ");
    return {
      ...frame(),
      grid: grid({ right: 40 }),
      xAxis: amounts({ min: 0, max: 100 }),
      yAxis: names(rows, width),
      series: [
        {
          name: words[0],
          type: "bar",
          barMaxWidth: 12,
          data: rows.map((row) => numberOf(row, "reported")),
          itemStyle: { color: token("--blue"), decal: { symbol: "none" } },
        },
        {
          name: words[1],
          type: "scatter",
          symbol: "rect",
          symbolSize: [3, 18],
          data: rows.map((row) => numberOf(row, "asked")),
          itemStyle: { color: token("--ink") },
        },
      ],
    };
  };

  /* The share done over the months, last year dashed. */
  const months = (figure, rows) => {
    const words = figure.dataset.words.split(" ");
    const series = [
      { name: words[0], field: "share", colour: token("--blue"), type: "solid", symbol: "circle" },
      { name: words[1], field: "before", colour: token("--ink-2"), type: "dashed", symbol: "emptyRect" },
    ].filter(({ field }) => rows.some((row) => row.dataset[field]));
    return {
      ...frame(),
      grid: grid(),
      xAxis: { ...names(rows, 0), inverse: false, axisLabel: { color: token("--ink-2") } },
      yAxis: amounts({ min: 0, max: 100 }),
      series: series.map(({ name, field, colour, type, symbol }) => ({
        name,
        type: "line",
        connectNulls: true,
        symbol,
        symbolSize: 7,
        data: rows.map((row) => numberOf(row, field)),
        itemStyle: { color: colour },
        lineStyle: { color: colour, type, width: 2 },
      })),
    };
  };

  const KINDS = { lights, pace, months };

  const draw = (figure) => {
    const canvas = figure.querySelector(".chart-canvas");
    const rows = rowsOf(figure).filter((row) => figure.dataset.chart !== "lights" || LIGHTS.some((light) => numberOf(row, light)));
    if (figure.dataset.chart !== "months" && rows.length > MOST_ROWS) {
      rows.length = MOST_ROWS;
      figure.querySelector(".chart-cut").textContent = figure.dataset.cut;
    }
    if (!rows.length) return;
    figure.hidden = false;
    canvas.style.height = figure.dataset.chart === "months" ? "240px" : `${Math.max(rows.length, 3) * ROW + 60}px`;
    const chart = window.echarts.getInstanceByDom(canvas) || window.echarts.init(canvas);
    chart.resize();
    chart.setOption(KINDS[figure.dataset.chart](figure, rows, canvas.clientWidth), true);
    chart.off("click");
    chart.on("click", ({ dataIndex, seriesIndex }) => {
      const address = addressOf(rows[dataIndex], figure.dataset.chart === "lights" ? LIGHTS[seriesIndex] : "");
      if (address) window.location.assign(address);
    });
  };

  const start = () => {
    if (!window.echarts) return;
    const figures = [...document.querySelectorAll("figure.chart")];
    figures.forEach(draw);
    const widths = new WeakMap();
    const watch = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        const width = Math.round(contentRect.width);
        if (width && widths.has(target) && widths.get(target) !== width) draw(target);
        widths.set(target, width);
      }
    });
    figures.filter((figure) => !figure.hidden).forEach((figure) => watch.observe(figure));
    for (const wish of [window.matchMedia("(prefers-color-scheme: dark)"), withoutColours]) {
      wish.addEventListener("change", () => figures.forEach(draw));
    }
  };

  start();
})();
