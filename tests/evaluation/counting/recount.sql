-- The figures of a report, counted again over the judged dossiers (``--outputs rows``) from the definitions that the report prints.
-- $file: dossiers.parquet; $start, $until: the bounds of the period.
CREATE OR REPLACE MACRO verdict(closed, done, due, late, ran_until) AS CASE
    WHEN late IS NULL THEN 'unjudged'
    WHEN closed AND done >= late THEN 'overdue'
    WHEN closed AND done::DATE < due::DATE THEN 'early'
    WHEN closed THEN 'on_time'
    WHEN late <= ran_until THEN 'overdue'
    ELSE 'within'
END;
-- The lower bound of the Wilson interval of p in n.
CREATE OR REPLACE MACRO low(p, n, z) AS
    CASE WHEN p = 0 THEN 0 ELSE (p / n + z * z / (2 * n) - z * sqrt(p / n * (1 - p / n) / n + z * z / (4 * n * n))) / (1 + z * z / n) END;

CREATE OR REPLACE TEMP TABLE seen AS
SELECT
    *,
    received_at >= $start AS is_new,
    coalesce(closed_at < $until, FALSE) AS closed,
    closed AND state = 'resolved' AS result,
    least($until, coalesce(paused_since, $until)) AS ran_until,
    verdict(closed, completed_at, due_at, late_after, ran_until) AS form,
    verdict(closed, completed_at, law_due_at, law_late_after, ran_until) AS law,
    verdict(closed, completed_at, promise_due_at, promise_late_after, ran_until) AS promise,
    is_new AND covered AS promised,
    CASE WHEN same_day THEN 'same_day' ELSE 'later_day' END AS term,
    CASE
        WHEN promise = 'unjudged' THEN NULL
        WHEN promise = 'overdue' THEN 'broken'
        WHEN result THEN 'kept'
        WHEN closed THEN 'without_result'
        ELSE 'open'
    END AS outcome
FROM read_parquet($file)
WHERE NOT superseded AND received_at < $until AND coalesce(closed_at, $start) >= $start;

-- One row for each dossier and figure that counts it; a rate has two figures.
CREATE OR REPLACE TEMP TABLE counted AS
SELECT
    level, unit, field, code, official,
    unnest(list_concat(
        ['received', CASE WHEN is_new THEN 'received_' || CASE WHEN channel = 'online' THEN 'online' ELSE 'direct' END ELSE 'carried_over' END],
        CASE WHEN is_new AND channel IS DISTINCT FROM 'online' THEN ['received_' || coalesce(channel, 'unknown')] END,
        CASE WHEN is_new AND channel = 'online' THEN ['online part'] END,
        CASE WHEN is_new THEN ['online whole'] END,
        CASE WHEN is_new AND paid_online IS NOT NULL THEN ['paid_online_known', 'paid_online whole'] END,
        CASE WHEN is_new AND paid_online THEN ['paid_online', 'paid_online part'] END,
        CASE WHEN closed THEN ['resolved', 'resolved_' || form, 'law_closed', 'law_' || law, 'state_' || state]
             ELSE ['in_progress', 'in_progress_' || form,
                   'state_' || CASE WHEN state IN ('received', 'paused') THEN state ELSE 'in_progress' END] END,
        CASE WHEN result AND form IN ('early', 'on_time') THEN ['result_' || form, 'on_time part', 'on_time whole', 'early whole'] END,
        CASE WHEN result AND form = 'early' THEN ['early part'] END,
        CASE WHEN closed AND form = 'overdue' THEN ['on_time whole', 'early whole'] END,
        CASE WHEN result AND law IN ('early', 'on_time') THEN ['law_result_' || law, 'law_on_time part', 'law_on_time whole'] END,
        CASE WHEN closed AND law = 'overdue' THEN ['law_on_time whole'] END,
        CASE WHEN result AND saved_days IS NOT NULL THEN ['saved_known'] END,
        CASE WHEN result AND result_digitised IS NOT NULL THEN ['digitised_known', 'digitised whole'] END,
        CASE WHEN result AND result_digitised THEN ['digitised', 'digitised part'] END,
        CASE WHEN provisional THEN ['provisional'] END,
        CASE WHEN known_later THEN ['known_later'] END,
        CASE WHEN promised THEN ['covered', CASE WHEN outcome IS NULL THEN 'covered_unjudged' ELSE term END] END,
        CASE WHEN promised AND outcome IS NOT NULL THEN [term || '_' || outcome] END,
        CASE WHEN promised AND outcome IN ('kept', 'broken') THEN ['promise_kept whole', term || '_kept whole'] END,
        CASE WHEN promised AND outcome = 'kept' THEN ['promise_kept part', term || '_kept part'] END,
        CASE WHEN promised AND term = 'same_day' AND outcome IN ('kept', 'broken') THEN ['same_day_handed_over whole'] END,
        CASE WHEN promised AND term = 'same_day' AND outcome IS NOT NULL AND result AND returned_at < $until
                  AND returned_at::DATE = received_at::DATE THEN ['same_day_handed_over', 'same_day_handed_over part'] END,
        CASE WHEN promised AND outcome = 'broken' AND closed AND completed_at < law_late_after THEN ['promise_late_law_on_time'] END
    )) AS figure
FROM seen;
