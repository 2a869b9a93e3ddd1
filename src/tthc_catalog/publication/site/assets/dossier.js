/* One dossier: its missing papers and its deadlines. */
"use strict";

(function (TTHC) {
  /* Complete the procedures of a data file: an edition states only what differs from the one before it, and its papers as indexes. */
  function wholeProcedures(procedures) {
    for (const procedure of Object.values(procedures)) {
      let before = {};
      procedure.editions = procedure.editions.map((edition) => {
        before = { ...before, ...edition };
        return { ...before, components: before.components.map((index) => procedure.components[index]) };
      });
    }
    return procedures;
  }

  /* What a dossier lacks: lists of lists of components, of each of which one is enough. A conditional paper is missing only if its
     condition holds, and an optional one never is. */
  function lackingOf(components, { have, holds, channel, caseId }) {
    const groups = new Map();
    for (const component of components) {
      if (component.channels && !component.channels.includes(channel)) continue;
      const group = component.anyOf || component.id;
      groups.set(group, [...(groups.get(group) || []), component]);
    }
    const applies = (condition) => holds.has(condition[0]) || condition[0] === caseId;
    const lacking = { missing: [], conditional: [], optional: [] };
    for (const [group, members] of groups) {
      if (have.has(group) || members.some((component) => have.has(component.id))) continue;
      if (members.some((component) => component.optional)) lacking.optional.push(members);
      else if (members.some(({ condition }) => !condition || applies(condition))) lacking.missing.push(members);
      else lacking.conditional.push(members);
    }
    return lacking;
  }

  const timetables = new WeakMap(); /* exported timetables -> name -> Timetable */

  /* The exported timetables of a procedure at a kind of desk. */
  const exportedFor = (procedure, kind) => procedure.timetables[procedure.desks[kind]];

  /* The name of the timetable of a case and a channel; a channel has its own only if its answers are not those of filing in person. */
  function nameOf(exported, caseId, channel) {
    const name = `${caseId}/${channel}`;
    return name in exported.spans ? name : caseId;
  }

  /* Whether the answers for a case depend on the channel. */
  function dependsOnChannel(procedure, kind, caseId) {
    return Object.keys(exportedFor(procedure, kind).spans).some((name) => name.startsWith(`${caseId}/`));
  }

  function timetable(world, exported, name) {
    if (!timetables.has(exported)) timetables.set(exported, {});
    const byName = timetables.get(exported);
    byName[name] = byName[name] || new TTHC.Timetable(exported.spans[name], world);
    return byName[name];
  }

  /* Decide as `Engine.decide` does. `kind` is the kind of the desk, 0 for the default desk, and
     `desk` the desk itself, by default the first of its kind; `have` is null if completeness is not
     examined. Throws OutsideCalendar. */
  function decide(world, procedure, { kind = 0, desk = null, caseId = "", day, second, have = null, holds = new Set(), channel = "in_person" }) {
    const exported = exportedFor(procedure, kind);
    const answer = timetable(world, exported, nameOf(exported, caseId, channel)).at(day, second);
    const edition = answer.span.edition < 0 ? null : procedure.editions[answer.span.edition];
    const nothing = { missing: [], conditional: [], optional: [] };
    const lacking = edition && have ? lackingOf(edition.components, { have, holds, channel, caseId }) : nothing;
    const incomplete = lacking.missing.length > 0;
    const schedule = world.schedules[exported.schedule];
    const { countedFrom } = answer;
    const deadline = (kind, result) => (result && result.dueAt !== null && !incomplete ? { ...result, kind } : null);
    const commitment = deadline("commitment", answer.commitment);
    const statutory = deadline("statutory", answer.statutory);
    const caseOf = edition && caseId ? edition.cases[caseId] || null : null;
    return {
      desk: desk || world.data.levels[procedure.level][3].find((one) => one[2] === kind),
      localDays: exported.localDays || [],
      procedure, schedule, answer, edition, ...lacking, incomplete, commitment, statutory, day, second, caseOf, caseId, channel,
      digest: exported.digests[nameOf(exported, caseOf ? caseId : "", channel)],
      covered: answer.reason === null && !incomplete,
      reason: incomplete ? "incomplete" : answer.reason,
      deemed: countedFrom === answer.day ? null : { day: countedFrom, second: schedule.opening(countedFrom) * 60 },
      governing: incomplete ? null : answer.governing === "commitment" ? commitment : statutory,
      provisional: answer.provisional,
    };
  }

  Object.assign(TTHC, { wholeProcedures, lackingOf, decide, dependsOnChannel });
})((window.TTHC = window.TTHC || {}));
