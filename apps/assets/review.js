// A plan's edits as cards to accept or reject, with the CV that comes of it.
(() => {
  const { el, fill, byId, percent, count, Refusal, picture } = bespoke;
  const words = { accept: "accepted", reject: "rejected", open: "left open" };

  let plan = "";
  let view = null; // what review_plan gave
  let wanted = 1; // page that the picture shall show
  let made = null; // what render_pdf gave
  let singleKeys = true;
  let last = ""; // id of the edit that was looked at last
  const decisions = new Map(); // id of an edit ─► accept, reject or open
  const cards = new Map(); // id of an edit ─► its elements

  const host = bespoke.transport({ name: "bespoke-review", title: "bespoke review", onResult: begin, onCancelled: (reason) => fail(reason || "The plan was cancelled.") });

  // ---- telling ----

  function say(text) {
    byId("status").textContent = text;
  }

  function fail(problem) {
    const alert = byId("alert");
    alert.textContent = problem instanceof Error ? problem.message : problem;
    alert.hidden = false;
    if (!view) byId("lead").textContent = "The plan cannot be shown.";
    if (!(problem instanceof Refusal) && problem instanceof Error) console.error(problem);
  }

  function calm() {
    byId("alert").hidden = true;
  }

  // ---- what is decided ----

  const ids = (decision) => [...decisions].filter(([, is]) => is === decision).map(([id]) => id);

  function decide(id, decision) {
    if (!decisions.has(id) || decisions.get(id) === decision) return;
    decisions.set(id, decision);
    mark(id);
    tally();
    outdate();
    last = id;
    const place = view.preview.places?.[id];
    if (place) wanted = place.page;
    preview(`${id} ${words[decision]}.`);
  }

  function mark(id) {
    const card = cards.get(id);
    const decision = decisions.get(id);
    card.node.dataset.decision = decision;
    card.accept.setAttribute("aria-pressed", String(decision === "accept"));
    card.reject.setAttribute("aria-pressed", String(decision === "reject"));
    card.stand.textContent = words[decision];
  }

  function tally() {
    const accepted = ids("accept").length;
    byId("tally").textContent = `${accepted} of ${decisions.size} accepted`;
    byId("sum").textContent = `${byId("tally").textContent}. ${view.preview.blocked ? "" : measured()}`;
    const apply = byId("apply");
    const blocked = view.preview.blocked;
    apply.disabled = accepted === 0 || Boolean(blocked);
    byId("apply-note").textContent = blocked || (accepted === 0 ? "Accept at least one edit. Until then your CV stays as it is." : `Applies ${count(accepted, "edit", "edits")} and makes the PDF. Your own file stays as it is.`);
  }

  // outdate says that the finished PDF is no longer what is chosen.
  function outdate() {
    if (made) byId("result-note").textContent = "You changed something since: apply again to have it in the PDF.";
  }

  // ---- cards ----

  function marked(spans, tag, language) {
    return el("dd", { lang: language, dir: "auto" }, spans.map((span) => el(span.changed ? tag : "span", { text: span.text })));
  }

  function quoted(title, lines) {
    return lines.length === 0 ? null : el("div", {}, el("dt", { text: title }), el("dd", {}, el("ul", {}, lines)));
  }

  function place(at) {
    return el("span", { title: at.path }, el("bdi", { text: at.words }));
  }

  function why(card) {
    const evidence = (card.evidence || []).map((proof) =>
      el("li", {}, proof.same ? "the text itself: " : null, place(proof.place), proof.same ? null : ": ", proof.same ? null : el("q", { lang: view.cv_language, dir: "auto", text: proof.quote })));
    const quotes = (card.quotes || []).map((quote) => el("li", {}, el("q", { lang: view.offer_language, dir: "auto", text: quote })));
    return el("dl", { class: "why" },
      card.reason ? el("div", { class: "wide" }, el("dt", { text: "Why" }), el("dd", { dir: "auto", text: card.reason })) : null,
      quoted("The offer says", quotes), quoted("Your proof", evidence),
      card.by ? el("div", {}, el("dt", { text: "Proposed by" }), el("dd", { text: card.by })) : null);
  }

  function objections(card) {
    if (!card.findings?.length) return null;
    return el("ul", { class: "findings" }, card.findings.map((finding) => el("li", { class: finding.review ? "review" : null },
      el("strong", { text: finding.kind }),
      (finding.words || []).map((text, i) => [i ? ", " : ": ", el("q", { dir: "auto", text })]),
      ". ", el("span", { dir: "auto", text: finding.message }))));
  }

  function change(card) {
    const before = card.before?.length ? el("div", {}, el("dt", { text: "Before" }), marked(card.before, "del", view.cv_language)) : null;
    const after = card.after?.length ? el("div", {}, el("dt", { text: "After" }), marked(card.after, "ins", view.cv_language)) : null;
    const text = card.text ? el("div", { class: "wide" }, el("dt", { text: "Text" }), el("dd", { lang: view.cv_language, dir: "auto", text: card.text })) : null;
    return el("dl", { class: before && after ? "change both" : "change" }, text, before, after);
  }

  function head(card) {
    return [
      el("h3", { id: `h-${card.id}` }, el("span", { class: "id", text: card.id }), " ", card.done,
        card.review ? [" ", el("span", { class: "badge review", text: "needs your review" })] : null),
      el("p", { class: "place" }, place(card.place), card.detail ? `, ${card.detail}` : null),
    ];
  }

  function deal(card) {
    const accept = el("button", { type: "button", class: "yes", "aria-pressed": "false", "aria-keyshortcuts": "a", text: "Accept", onclick: () => toggle(card.id, "accept") });
    const reject = el("button", { type: "button", class: "no", "aria-pressed": "false", "aria-keyshortcuts": "r", text: "Reject", onclick: () => toggle(card.id, "reject") });
    const stand = el("span", { class: "stand quiet" });
    const node = el("article", { class: "card", tabindex: "-1", "aria-labelledby": `h-${card.id}`, dataset: { id: card.id }, onfocusin: () => look(card.id), onclick: () => look(card.id) },
      head(card), change(card), objections(card), why(card),
      el("div", { class: "decide", role: "group", "aria-label": `Decision on ${card.id}` }, accept, reject, stand));
    cards.set(card.id, { node, accept, reject, stand });
    return el("li", {}, node);
  }

  function toggle(id, decision) {
    decide(id, decisions.get(id) === decision ? "open" : decision);
  }

  // ---- the CV as it would be ----

  let asking = false;
  let again = null; // what to say when the preview that is still wanted has come

  // preview asks for the newest state, one request at a time.
  async function preview(said) {
    again = again === null ? said : `${again} ${said}`.trim();
    if (asking) return;
    asking = true;
    byId("sheet").setAttribute("aria-busy", "true");
    try {
      while (again !== null) {
        const saying = again;
        again = null;
        const page = wanted;
        const result = await host.call("review_plan", { plan_id: plan, accept: ids("accept"), page });
        calm();
        if (wanted === page) wanted = result.structuredContent.view.preview.page; // the last, when there are fewer by now
        show(result);
        if (saying) say(`${saying} ${view.preview.blocked || measured()}`);
      }
    } catch (problem) {
      again = null;
      fail(problem);
    } finally {
      asking = false;
      byId("sheet").setAttribute("aria-busy", "false");
    }
  }

  function measured() {
    const got = view.preview;
    return `${got.scored ? `Coverage ${percent(got.coverage.after)}, ` : ""}${count(got.pages, "page", "pages")}.`;
  }

  function show(result) {
    view.preview = result.structuredContent.view.preview;
    const got = view.preview;
    const image = byId("picture");
    const data = picture(result);
    if (data) {
      image.src = `data:image/png;base64,${data.data}`;
      image.alt = `Page ${got.page} of ${got.pages} of your CV with ${count(ids("accept").length, "edit", "edits")}. Its text is in the cards and in the PDF.`;
      image.hidden = false;
    }
    byId("page-number").textContent = `Page ${got.page} of ${got.pages}`;
    byId("page-back").disabled = got.page <= 1;
    byId("page-on").disabled = got.page >= got.pages;
    const was = got.pages === got.pages_before ? "as before" : `before: ${got.pages_before}`;
    byId("pages-text").textContent = `${count(got.pages, "page", "pages")} (${was}), the last one ${percent(got.last_page_fill)} full.` +
      (got.pages_limit && got.pages > got.pages_limit ? ` That is more than the ${got.pages_limit} asked for.` : "");
    cover(got);
    tally();
    point();
  }

  // point marks on the page what the card with the focus is about.
  function point() {
    const place = view.preview.places?.[last];
    const boxes = place?.page === view.preview.page ? place.boxes : [];
    fill(byId("here"), boxes.map(([x, y, width, height]) => {
      const box = el("div");
      Object.assign(box.style, { left: `${x / 10}%`, top: `${y / 10}%`, width: `${width / 10}%`, height: `${height / 10}%` });
      return box;
    }));
  }

  // look turns to the page that a card is about, and marks it there.
  function look(id) {
    if (!id || id === last) return;
    last = id;
    const place = view.preview.places?.[id];
    if (place && place.page !== wanted) {
      wanted = place.page;
      preview("");
    }
    point();
  }

  function cover(got) {
    byId("coverage").hidden = !got.scored;
    if (!got.scored) return;
    const { before, after, ceiling } = got.coverage;
    byId("coverage-text").textContent = `Coverage ${percent(before)} → ${percent(after)} of what the offer asks for. Your CV can honestly reach ${percent(ceiling)}.`;
    for (const [id, share] of [["bar-before", before], ["bar-after", after], ["bar-ceiling", ceiling]]) {
      byId(id).style.width = `${100 * Math.min(Math.max(share, 0), 1)}%`;
    }
    const stands = { surfaced: "brought out", covered: "covered", gap: "gap" };
    fill(byId("skills"), (got.terms || []).map((term) => el("li", { class: term.stand }, el("bdi", { text: term.name }), " ",
      el("small", { text: `${stands[term.stand] || term.stand}${term.must ? ", must" : ""}` }))));
  }

  function turn(by) {
    const page = wanted + by;
    if (page < 1 || page > view.preview.pages) return;
    wanted = page;
    preview(`Page ${page}.`);
  }

  // ---- beginning and end ----

  async function begin(result) {
    const given = result?.structuredContent?.plan_id || result?.plan_id;
    if (result?.isError || !given) {
      fail(result?.content?.find((part) => part.type === "text")?.text || "There is no plan to review.");
      return;
    }
    if (plan) return; // a page is about one plan
    plan = given;
    try {
      const first = await host.call("review_plan", { plan_id: plan, page: 1 });
      view = first.structuredContent.view;
      byId("title").textContent = view.offer ? `Your CV for ${view.offer}` : "Your CV";
      document.title = `${byId("title").textContent} · bespoke`;
      const proposed = view.cards.filter((card) => card.state === "proposed");
      const refused = view.cards.filter((card) => card.state === "refused");
      byId("lead").textContent = proposed.length === 0 ? "Nothing to change is proposed." : `${count(proposed.length, "edit is", "edits are")} proposed. Take or leave each; nothing is changed until you apply.`;
      fill(byId("edits"), proposed.map(deal));
      for (const card of proposed) {
        decisions.set(card.id, view.preview.accepted.includes(card.id) ? "accept" : "open");
        mark(card.id);
      }
      fill(byId("refused"), refused.map((card) => el("li", {}, el("article", { class: "card refused", "aria-labelledby": `h-${card.id}` }, head(card), change(card), objections(card), why(card)))));
      byId("refused-part").hidden = refused.length === 0;
      fill(byId("questions"), (view.questions || []).map((question) => el("li", { dir: "auto", text: question.text })));
      byId("questions-part").hidden = !view.questions?.length;
      const notes = view.notes || [];
      fill(byId("notes"), notes.map((note) => el("li", { dir: "auto" }, note.text, note.quote ? [": ", el("q", { lang: view.offer_language, dir: "auto", text: note.quote })] : null)));
      byId("notes-h").textContent = count(notes.length, "note on this offer and plan", "notes on this offer and plan");
      byId("notes-part").hidden = notes.length === 0;
      byId("track").hidden = !view.job_offer_id || Boolean(result.saved);
      byId("columns").hidden = byId("tools").hidden = false;
      show(first);
      byId("sheet").setAttribute("aria-busy", "false");
      say(`${byId("lead").textContent} ${measured()}`);
    } catch (problem) {
      plan = "";
      fail(problem);
    }
  }

  async function apply() {
    const button = byId("apply");
    if (button.disabled || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    calm();
    say("Applying and rendering.");
    try {
      const accept = ids("accept");
      const reject = ids("reject");
      const applied = (await host.call("apply_cv_edits", { plan_id: plan, accept, reject })).structuredContent;
      made = (await host.call("render_pdf", { cv_id: applied.cv_id, preview: false })).structuredContent;
      await finished(applied, accept, reject);
    } catch (problem) {
      fail(problem);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async function finished(applied, accept, reject) {
    byId("result-text").textContent = `${count(applied.applied.length, "edit", "edits")} applied, ${count(made.pages, "page", "pages")}, ${Math.ceil(made.bytes / 1024)} KB.`;
    fill(byId("result-refused"), (applied.refused || []).map((edit) => el("li", { dir: "auto", text: `${edit.id} was refused: ${edit.verdict?.findings?.[0]?.message || ""}` })));
    byId("result-note").textContent = byId("track").hidden && view.job_offer_id ? "bespoke has saved the application and ended. You can close this page." : "";
    byId("track").disabled = false;
    if (host.keep) {
      const download = byId("download");
      if (download.href) URL.revokeObjectURL(download.href);
      download.href = await host.keep(made);
      download.hidden = false;
    } else {
      byId("save-pdf").hidden = false;
    }
    byId("result").hidden = false;
    byId("result-h").focus();
    say(`Your tailored CV is ready. ${byId("result-text").textContent}`);
    host.note(`The user reviewed ${plan} on the page and applied ${accept.join(", ")}${reject.length ? `, rejected ${reject.join(", ")}` : ""}. Tailored CV ${made.cv_id}, PDF ${made.pdf_id} (${count(made.pages, "page", "pages")}).`,
      { plan_id: plan, cv_id: made.cv_id, pdf_id: made.pdf_id, applied: accept, rejected: reject });
  }

  async function track() {
    const button = byId("track");
    button.disabled = true;
    try {
      const saved = (await host.call("save_application", {
        job_offer_id: view.job_offer_id, cv_id: made.cv_id, pdf_id: made.pdf_id, plan_id: plan, idempotency_key: `review ${plan} ${made.cv_id}`,
      })).structuredContent;
      byId("result-note").textContent = `Saved as ${saved.application_id}.`;
      host.note(`The user saved the application ${saved.application_id}: CV ${made.cv_id}, PDF ${made.pdf_id}.`, { application_id: saved.application_id, cv_id: made.cv_id, pdf_id: made.pdf_id });
    } catch (problem) {
      button.disabled = false;
      fail(problem);
    }
  }

  // ---- keys ----

  function here() {
    return document.activeElement?.closest?.("#edits .card")?.dataset.id;
  }

  function step(by) {
    const order = [...decisions.keys()];
    if (order.length === 0) return;
    const at = order.indexOf(here());
    const to = at < 0 ? (by > 0 ? 0 : order.length - 1) : Math.min(Math.max(at + by, 0), order.length - 1);
    cards.get(order[to]).node.focus();
  }

  const single = {
    j: () => step(1),
    k: () => step(-1),
    a: () => decide(here(), "accept"),
    r: () => decide(here(), "reject"),
    u: () => decide(here(), "open"),
    "[": () => turn(-1),
    "]": () => turn(1),
    "?": () => byId("help").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (!view || byId("help").open || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      apply();
      return;
    }
    if (!singleKeys || event.ctrlKey || event.metaKey || event.altKey || !single[event.key]) return;
    event.preventDefault();
    single[event.key]();
  });

  byId("accept-all").addEventListener("click", () => {
    let changed = 0;
    for (const card of view.cards) {
      if (card.state !== "proposed" || card.review || decisions.get(card.id) === "accept") continue;
      decisions.set(card.id, "accept");
      mark(card.id);
      changed++;
    }
    tally();
    if (changed) outdate();
    preview(`${count(changed, "edit", "edits")} more accepted.`);
  });
  byId("help-open").addEventListener("click", () => byId("help").showModal());
  byId("keys-on").addEventListener("change", (event) => { singleKeys = event.target.checked; });
  byId("grow").addEventListener("click", () => host.grow());
  byId("page-back").addEventListener("click", () => turn(-1));
  byId("page-on").addEventListener("click", () => turn(1));
  byId("apply").addEventListener("click", apply);
  byId("track").addEventListener("click", track);
  byId("save-pdf").addEventListener("click", async () => {
    try {
      byId("result-note").textContent = await host.save(made, "cv.pdf");
    } catch (problem) {
      fail(problem);
    }
  });

  host.connect().then((opened) => opened.plan_id && begin(opened)).catch(fail);
})();
