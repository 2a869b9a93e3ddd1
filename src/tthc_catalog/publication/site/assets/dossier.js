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

  const timetables = new WeakMap(); /* a procedure's timetables at a kind of desk -> case -> its timetable */

  /* What a procedure's timetables are at a kind of desk, as they were written. */
  const writtenFor = (procedure, kind) => procedure.timetables[procedure.desks[kind]];

  function timetable(world, written, caseId) {
    if (!timetables.has(written)) timetables.set(written, {});
    const made = timetables.get(written);
    made[caseId] = made[caseId] || new TTHC.Timetable(written.spans[caseId], world);
    return made[caseId];
  }

  /* The decision, as `Engine.decide` makes it. `kind` is that of the desk, 0 the usual one's; `have` is null where completeness is not
     examined; throws OutsideCalendar. */
  function decide(world, procedure, { kind = 0, caseId = "", day, second, have = null, holds = new Set(), channel = "in_person" }) {
    const written = writtenFor(procedure, kind);
    const answer = timetable(world, written, caseId).at(day, second);
    const edition = answer.span.edition < 0 ? null : procedure.editions[answer.span.edition];
    const missing = edition && have ? missingOf(edition.components, { have, holds, channel, caseId }) : [];
    const incomplete = missing.some((item) => item.certain);
    const schedule = world.schedules[written.schedule];
    const { countedFrom } = answer;
    const stated = (kind, said) => (said && said.dueAt !== null && !incomplete ? { ...said, kind } : null);
    const commitment = stated("commitment", answer.commitment);
    const statutory = stated("statutory", answer.statutory);
    return {
      procedure, answer, edition, missing, incomplete, commitment, statutory, day, second,
      caseOf: edition && caseId ? edition.cases[caseId] || null : null,
      caseId,
      digest: written.digests[edition && caseId && edition.cases[caseId] ? caseId : ""],
      covered: answer.reason === null && !incomplete,
      reason: incomplete ? "incomplete" : answer.reason,
      deemed: countedFrom === answer.day ? null : { day: countedFrom, second: schedule.opening(countedFrom) * 60 },
      governing: incomplete ? null : answer.governing === "commitment" ? commitment : statutory,
      provisional: answer.provisional,
    };
  }

  Object.assign(TTHC, { missingOf, decide });
})((window.TTHC = window.TTHC || {}));
