/* One dossier: its missing papers and its deadlines. */
"use strict";

(function (TTHC) {
  /* The missing components of a dossier: a list of { components, certain }.
     One paper of a group is enough; a conditional paper is certainly missing only if its condition holds. */
  function missingOf(components, { have, holds, channel, caseId }) {
    const groups = new Map();
    for (const component of components) {
      if (component.channels && !component.channels.includes(channel)) continue;
      const group = component.anyOf || component.id;
      groups.set(group, [...(groups.get(group) || []), component]);
    }
    const applies = (condition) => holds.has(condition[0]) || condition[0] === caseId;
    const missing = [];
    for (const [group, members] of groups) {
      if (have.has(group) || members.some((component) => have.has(component.id) || component.optional)) continue;
      missing.push({ components: members, certain: members.some(({ condition }) => !condition || applies(condition)) });
    }
    return missing;
  }

  const timetables = new WeakMap(); /* exported timetables -> case -> Timetable */

  /* The exported timetables of a procedure at a kind of desk. */
  const exportedFor = (procedure, kind) => procedure.timetables[procedure.desks[kind]];

  function timetable(world, exported, caseId) {
    if (!timetables.has(exported)) timetables.set(exported, {});
    const byCase = timetables.get(exported);
    byCase[caseId] = byCase[caseId] || new TTHC.Timetable(exported.spans[caseId], world);
    return byCase[caseId];
  }

  /* Decide as `Engine.decide` does. `kind` is the kind of the desk, 0 for the default desk; `have` is null if completeness is not
     examined. Throws OutsideCalendar. */
  function decide(world, procedure, { kind = 0, caseId = "", day, second, have = null, holds = new Set(), channel = "in_person" }) {
    const exported = exportedFor(procedure, kind);
    const answer = timetable(world, exported, caseId).at(day, second);
    const edition = answer.span.edition < 0 ? null : procedure.editions[answer.span.edition];
    const missing = edition && have ? missingOf(edition.components, { have, holds, channel, caseId }) : [];
    const incomplete = missing.some((item) => item.certain);
    const schedule = world.schedules[exported.schedule];
    const { countedFrom } = answer;
    const deadline = (kind, result) => (result && result.dueAt !== null && !incomplete ? { ...result, kind } : null);
    const commitment = deadline("commitment", answer.commitment);
    const statutory = deadline("statutory", answer.statutory);
    return {
      procedure, answer, edition, missing, incomplete, commitment, statutory, day, second,
      caseOf: edition && caseId ? edition.cases[caseId] || null : null,
      caseId,
      digest: exported.digests[edition && caseId && edition.cases[caseId] ? caseId : ""],
      covered: answer.reason === null && !incomplete,
      reason: incomplete ? "incomplete" : answer.reason,
      deemed: countedFrom === answer.day ? null : { day: countedFrom, second: schedule.opening(countedFrom) * 60 },
      governing: incomplete ? null : answer.governing === "commitment" ? commitment : statutory,
      provisional: answer.provisional,
    };
  }

  Object.assign(TTHC, { missingOf, decide });
})((window.TTHC = window.TTHC || {}));
