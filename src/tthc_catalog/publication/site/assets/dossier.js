/* One dossier: what it lacks, and which deadlines hold. */
"use strict";

(function (TTHC) {
  /* What a dossier lacks of what an edition asks for: a list of { components, certain }.
     One paper of a group is enough; a paper for a circumstance is certain only where the circumstance holds. */
  function missingOf(components, { have, holds, channel, caseId }) {
    const groups = new Map();
    for (const component of components) {
      if (component.channels && !component.channels.includes(channel)) continue;
      const group = component.anyOf || component.id;
      groups.set(group, [...(groups.get(group) || []), component]);
    }
    const known = (condition) => holds.has(condition[0]) || condition[0] === caseId;
    const missing = [];
    for (const [group, members] of groups) {
      if (have.has(group) || members.some((component) => have.has(component.id) || component.optional)) continue;
      missing.push({ components: members, certain: members.some(({ condition }) => !condition || known(condition)) });
    }
    return missing;
  }

  const timetables = new WeakMap(); /* procedure -> case -> its timetable */

  function timetable(world, procedure, caseId) {
    if (!timetables.has(procedure)) timetables.set(procedure, {});
    const made = timetables.get(procedure);
    made[caseId] = made[caseId] || new TTHC.Timetable(procedure.spans[caseId], world);
    return made[caseId];
  }

  /* The decision, as `Engine.decide` makes it. `have` is null where completeness is not examined; throws OutsideCalendar. */
  function decide(world, procedure, { caseId = "", day, second, have = null, holds = new Set(), channel = "in_person" }) {
    const answer = timetable(world, procedure, caseId).at(day, second);
    const edition = answer.span.edition < 0 ? null : procedure.editions[answer.span.edition];
    const missing = edition && have ? missingOf(edition.components, { have, holds, channel, caseId }) : [];
    const incomplete = missing.some((item) => item.certain);
    const schedule = world.schedules[procedure.schedule];
    const { countedFrom } = answer;
    const stated = (kind, said) => (said && said.dueAt !== null && !incomplete ? { ...said, kind } : null);
    const commitment = stated("commitment", answer.commitment);
    const statutory = stated("statutory", answer.statutory);
    return {
      procedure, answer, edition, missing, incomplete, commitment, statutory, day, second,
      caseOf: edition && caseId ? edition.cases[caseId] || null : null,
      caseId,
      covered: answer.reason === null && !incomplete,
      reason: incomplete ? "incomplete" : answer.reason,
      deemed: countedFrom === answer.day ? null : { day: countedFrom, second: schedule.opening(countedFrom) * 60 },
      governing: incomplete ? null : answer.governing === "commitment" ? commitment : statutory,
      provisional: answer.provisional,
    };
  }

  Object.assign(TTHC, { missingOf, decide });
})((window.TTHC = window.TTHC || {}));
