// The tracked applications by status, each with what is due.
(() => {
  const { el, fill, byId, count } = bespoke;
  const columns = ["saved", "applied", "responded", "screening", "interview", "offer", "accepted", "rejected", "withdrawn", "closed"];
  const ended = ["accepted", "rejected", "withdrawn", "closed"];
  const most = 1000; // applications shown; the tool gives 200 at a time
  const soon = 3; // days

  const host = bespoke.transport({ name: "bespoke-board", title: "bespoke applications", onResult: load, onCancelled: () => load() });

  function fail(problem) {
    byId("alert").textContent = problem.message;
    byId("alert").hidden = false;
    if (!byId("board").hasChildNodes()) byId("lead").textContent = "The applications cannot be shown.";
  }

  async function applications() {
    const all = [];
    let cursor;
    do {
      const got = (await host.call("list_applications", cursor ? { limit: 200, cursor } : { limit: 200 })).structuredContent;
      all.push(...got.applications);
      cursor = got.next_cursor;
    } while (cursor && all.length < most);
    return { all, more: Boolean(cursor) };
  }

  // actions are the open reminders by application. A server or host without
  // them leaves the board as it is.
  async function actions() {
    const byApplication = new Map();
    try {
      const got = (await host.call("list_action_points", {})).structuredContent;
      for (const point of got.action_points || []) {
        if (point.done) continue;
        const list = byApplication.get(point.application_id) || [];
        byApplication.set(point.application_id, [...list, point]);
      }
    } catch {
      return byApplication;
    }
    return byApplication;
  }

  // today is the user's own day, as YYYY-MM-DD, days from now.
  function today(days = 0) {
    const day = new Date();
    day.setDate(day.getDate() + days);
    const two = (n) => String(n).padStart(2, "0");
    return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  }

  const late = (point) => (point.state ? point.state === "overdue" : Boolean(point.due_on) && point.due_on < today());

  function due(point) {
    const near = point.due_on && point.due_on <= today(soon);
    const day = point.due_on === today() ? "today" : point.due_on;
    const when = [day, point.due_time, point.zone].filter(Boolean).join(" ");
    const done = el("button", { type: "button", class: "small", "aria-label": `Done: ${point.text}`, text: "Done", onclick: () => complete(point, done) });
    return el("li", { class: late(point) ? "due late" : near ? "due soon" : "due" },
      el("span", {}, point.waiting ? "Waiting: " : "To do: ", el("span", { dir: "auto", text: point.text }), when && `, ${late(point) ? "overdue since" : "due"} ${when}`), done);
  }

  // complete marks an action as done and reads the board anew.
  async function complete(point, button) {
    button.disabled = true;
    try {
      await host.call("save_action_point", { action_point_id: point.id, done: true });
      await load();
      byId("status").textContent = `Done: ${point.text}. ${byId("lead").textContent}`;
      byId("again").focus();
    } catch (problem) {
      button.disabled = false;
      fail(problem);
    }
  }

  function card(application, points) {
    const title = application.title || "A role without a title";
    return el("li", {}, el("article", { class: "card", tabindex: "-1" },
      el("h3", { dir: "auto", text: application.company ? `${title} at ${application.company}` : title }),
      el("p", { class: "place" }, "since ", el("time", { datetime: application.updated_at, text: (application.updated_at || "").slice(0, 10) })),
      points.length ? el("ul", { class: "dues" }, points.map(due)) : null));
  }

  function column(status, list, points) {
    const order = (application) => (points.get(application.id) || []).map((point) => point.due_on || "9999").sort()[0] || "9999";
    const sorted = [...list].sort((a, b) => order(a).localeCompare(order(b)));
    return el("section", { class: ended.includes(status) ? "column ended" : "column", "aria-labelledby": `h-${status}` },
      el("h2", { id: `h-${status}` }, status[0].toUpperCase() + status.slice(1), " ", el("small", { text: String(list.length) })),
      el("ul", {}, sorted.map((application) => card(application, points.get(application.id) || []))));
  }

  let loading = false;
  async function load(result) {
    if (loading) return;
    loading = true;
    byId("alert").hidden = true;
    try {
      if (result?.isError) throw new bespoke.Refusal(result.content?.[0]?.text || "bespoke refused");
      const [{ all, more }, points] = await Promise.all([applications(), actions()]);
      const open = [...points.values()].flat();
      const overdue = open.filter(late).length;
      byId("lead").textContent = all.length === 0
        ? "Nothing is tracked yet. Tailor a CV and save the application."
        : `${count(all.length, "application", "applications")}${more ? " and more" : ""}, ${count(open.length, "open action", "open actions")}${overdue ? `, ${overdue} overdue` : ""}.`;
      fill(byId("board"), columns.map((status) => [status, all.filter((application) => application.status === status)])
        .filter(([, list]) => list.length > 0)
        .map(([status, list]) => column(status, list, points)));
      byId("status").textContent = byId("lead").textContent;
    } catch (problem) {
      fail(problem);
    } finally {
      loading = false;
    }
  }

  byId("again").addEventListener("click", () => load());
  byId("grow").addEventListener("click", () => host.grow());
  host.connect().catch(fail);
})();
