/* The statements of a paper as a table: what it states, what was found here, and the verdict. */
#include "reports/html_page.h"

#include "reports/claims_internal.h"
#include "reports/html.h"

#include <math.h>
#include <string.h>

/* ---- verdicts ---- */

static const char *explanation_of(nsc_verdict verdict) {
    static const char *const explanations[NSC_VERDICT_COUNT] = {
        [NSC_VERDICT_AGREES] = "The value, or its 95 % interval, agrees with the statement.",
        [NSC_VERDICT_CONSISTENT] = "The same quantity under another split or policy than the paper's (test for "
                                   "validation accuracy, one run for a mean of three) lies within the tolerance named. "
                                   "That is not a reproduction.",
        [NSC_VERDICT_DIFFERS] = "The value, or its 95 % interval, contradicts the statement.",
        [NSC_VERDICT_DIFFERS_OTHERWISE] =
            "The same quantity under another split or policy than the paper's lies beyond "
            "the tolerance named.",
        [NSC_VERDICT_UNDECIDED] = "The interval is too wide to decide, or the paper does not define the quantity.",
        [NSC_VERDICT_NEEDS_DATA] = "Measurements are missing. A value shown comes from the data at hand, under other "
                                   "conditions than the paper's, and decides nothing.",
        [NSC_VERDICT_SURROGATE] = "The value is what a fitted model predicts. It neither confirms nor contradicts the "
                                  "statement.",
        [NSC_VERDICT_SYNTHETIC] = "The value comes from made-up data and decides nothing.",
        [NSC_VERDICT_HOLDS] = "It follows from the definition of the space: a check of the program.",
        [NSC_VERDICT_BROKEN] =
            "A value that follows from the definition of the space differs: an error of the program.",
    };
    return explanations[verdict];
}

static bool decides(nsc_verdict verdict) {
    return verdict <= NSC_VERDICT_DIFFERS_OTHERWISE || verdict >= NSC_VERDICT_HOLDS;
}

static void write_verdict(FILE *stream, nsc_verdict verdict) {
    fputs("<span class=\"verdict verdict-", stream);
    nsc_html_identifier(stream, nsc_verdict_name(verdict));
    fputs("\">", stream);
    nsc_html_text(stream, nsc_verdict_name(verdict));
    fputs("</span>", stream);
}

/* The verdicts that occur, with their counts and meanings; the script makes filters of them. */
static void write_verdicts(const nsc_report_run *run, FILE *stream) {
    fputs("<dl class=\"verdicts\">\n", stream);
    for (int number = 0; number < NSC_VERDICT_HOLDS; number++) {
        const nsc_verdict verdict = (nsc_verdict)number;
        const size_t count = nsc_verdict_count(run, false, verdict);
        if (count == 0)
            continue;
        fprintf(stream, "<div><dt>");
        write_verdict(stream, verdict);
        fprintf(stream, " <b>%zu</b></dt><dd>", count);
        nsc_html_text(stream, explanation_of(verdict));
        fputs("</dd></div>\n", stream);
    }
    fputs("</dl>\n", stream);
}

/* ---- notes ---- */

/* A part of notes, which are joined by "; ". */
typedef struct note_part {
    const char *text;
    size_t length, count; /* rows that have it */
} note_part;

enum { NOTE_PARTS = 256 };

/* What stands in the notes of most rows is told once, above the table. */
typedef struct common_notes {
    note_part parts[NOTE_PARTS];
    size_t count;
    size_t rows;
} common_notes;

/* The part of a note that begins at *`rest`, which moves behind it; false at the end. */
static bool next_part(const char **rest, note_part *part) {
    const char *end = strstr(*rest, "; ");
    if (**rest == '\0')
        return false;
    *part = (note_part){.text = *rest, .length = end != NULL ? (size_t)(end - *rest) : strlen(*rest), .count = 1};
    *rest += part->length + (end != NULL ? 2 : 0);
    return true;
}

static const note_part *find_part(const common_notes *notes, const note_part *sought) {
    for (size_t number = 0; number < notes->count; number++)
        if (notes->parts[number].length == sought->length &&
            memcmp(notes->parts[number].text, sought->text, sought->length) == 0)
            return &notes->parts[number];
    return NULL;
}

/* Counts the parts of the statements' notes; checks of consistency have few. */
static void count_notes(const nsc_report_run *run, common_notes *notes) {
    for (size_t number = 0; number < run->answer_count; number++) {
        const char *rest = run->answers[number].finding.note;
        note_part part;
        if (run->answers[number].claim->consistency)
            continue;
        notes->rows++;
        while (next_part(&rest, &part)) {
            const note_part *known = find_part(notes, &part);
            if (known != NULL)
                notes->parts[known - notes->parts].count++;
            else if (notes->count < NOTE_PARTS)
                notes->parts[notes->count++] = part;
        }
    }
}

static bool is_common(const common_notes *notes, const note_part *part) {
    return part != NULL && part->count > 2 && 2 * part->count > notes->rows;
}

static void write_common_notes(const common_notes *notes, FILE *stream) {
    for (size_t number = 0; number < notes->count; number++) {
        const note_part *part = &notes->parts[number];
        if (!is_common(notes, part))
            continue;
        fputs("<p class=\"note\">", stream);
        nsc_html_format(stream, "True of %zu of the %zu statements, and not repeated there: %.*s.", part->count,
                        notes->rows, (int)part->length, part->text);
        fputs("</p>\n", stream);
    }
}

/* The note of a row, but for what is told above the table. */
static void write_note(const common_notes *notes, const char *note, FILE *stream) {
    const char *joint = "<small>";
    note_part part;
    while (next_part(&note, &part)) {
        if (is_common(notes, find_part(notes, &part)))
            continue;
        fputs(joint, stream);
        nsc_html_format(stream, "%.*s", (int)part.length, part.text);
        joint = "; ";
    }
    if (joint[0] == ';')
        fputs("</small>", stream);
}

/* ---- rows ---- */

/* Exact values of the paper with more than four digits are compared in all of seven. */
static int digits_of(const nsc_answer *answer) {
    const bool exact = answer->finding.low == answer->finding.high;
    return exact && answer->claim->half_unit > 0 && answer->claim->half_unit < 1e-5 ? 7 : 4;
}

static void write_number_cell(FILE *stream, const char *label, const char *class, const char *text, double number) {
    fprintf(stream, "<td class=\"n%s\" data-label=\"%s\"", class, label);
    if (!isnan(number))
        fprintf(stream, " data-value=\"%.9g\"", number);
    fputc('>', stream);
    nsc_html_text(stream, text);
    fputs("</td>", stream);
}

static void write_paper(const nsc_answer *answer, FILE *stream) {
    const nsc_claim *claim = answer->claim;
    char number[NSC_HTML_NUMBER];
    fputs("<td data-label=\"Paper\"", stream);
    if (claim->stated == NULL)
        fprintf(stream, " data-value=\"%.9g\"", claim->published);
    fputc('>', stream);
    nsc_html_text(stream,
                  claim->stated != NULL ? claim->stated : nsc_html_number(claim->published, digits_of(answer), number));
    nsc_html_format(stream, " ");
    fputs("<small>", stream);
    nsc_html_format(stream, strchr("0123456789", claim->section[0]) != NULL ? "section %s" : "%s", claim->section);
    fputs("</small></td>", stream);
}

/* The noise of a walk depends on its length, which the paper does not print: a range over lengths. */
static bool of_lengths(const nsc_claim *claim) {
    return claim->check == nsc_check_walk_noise;
}

/* How far a value under another split or policy may lie from what the paper states. */
static void write_tolerance(const nsc_answer *answer, FILE *stream) {
    const nsc_claim *claim = answer->claim;
    char number[NSC_HTML_NUMBER];
    if (answer->verdict != NSC_VERDICT_CONSISTENT && answer->verdict != NSC_VERDICT_DIFFERS_OTHERWISE)
        return;
    fputs("<small>", stream);
    if (claim->comparison == NSC_CLAIM_EQUALS)
        nsc_html_format(stream, "Consistent: within ± %s of the paper (%s)",
                        nsc_html_number(fmax(claim->half_unit, claim->tolerance), 3, number),
                        claim->tolerance_source != NULL ? claim->tolerance_source : "the digit printed");
    else
        nsc_html_format(stream, "Consistent: %s %s", claim->comparison == NSC_CLAIM_ABOVE ? "above" : "below",
                        nsc_html_number(claim->published, 4, number));
    fputs("</small>", stream);
}

static void write_statement(const nsc_answer *answer, const common_notes *notes, FILE *stream) {
    const nsc_claim *claim = answer->claim;
    fputs("<th scope=\"row\">", stream);
    nsc_html_text(stream, claim->text);
    if (claim->quantity != NULL) {
        fputs("<small>", stream);
        nsc_html_format(stream, "Shown: %s", claim->quantity);
        fputs("</small>", stream);
    }
    if (of_lengths(claim))
        fputs("<small>* The interval is the range over assumed lengths of the walk, 10³ to 10⁷ steps.</small>", stream);
    write_tolerance(answer, stream);
    write_note(notes, answer->finding.note, stream);
    fputs("</th>", stream);
}

static void write_row(const nsc_answer *answer, const common_notes *notes, size_t order, FILE *stream) {
    const nsc_finding *finding = &answer->finding;
    char value[NSC_HTML_NUMBER + 8] = "", number[NSC_HTML_NUMBER], low[NSC_HTML_NUMBER], high[NSC_HTML_NUMBER],
                                 interval[2 * NSC_HTML_NUMBER + 12] = "";
    const int digits = digits_of(answer);
    const char *class = decides(answer->verdict) ? "" : " undecided";
    if (!isnan(finding->value))
        snprintf(value, sizeof value, "%s%s", answer->verdict == NSC_VERDICT_SURROGATE ? "model: " : "",
                 nsc_html_number(finding->value, digits, number));
    if (finding->low != finding->high && isfinite(finding->low) && isfinite(finding->high))
        snprintf(interval, sizeof interval, "%s … %s%s", nsc_html_number(finding->low, digits, low),
                 nsc_html_number(finding->high, digits, high), of_lengths(answer->claim) ? " *" : "");
    fputs("<tr data-verdict=\"", stream);
    nsc_html_identifier(stream, nsc_verdict_name(answer->verdict));
    fprintf(stream, "\" data-order=\"%zu\">", order);
    write_statement(answer, notes, stream);
    fputs("<td data-label=\"About\">", stream);
    nsc_html_text(stream, nsc_topic_name(answer->claim->topic));
    fputs("</td>", stream);
    write_paper(answer, stream);
    write_number_cell(stream, "Here", class, value, finding->value);
    write_number_cell(stream, "95 % interval", class, interval, finding->low);
    fprintf(stream, "<td data-label=\"Verdict\" data-value=\"%d\">", (int)answer->verdict);
    write_verdict(stream, answer->verdict);
    fputs("</td></tr>\n", stream);
}

/* The rows by verdict, those that are decided first. */
static void write_table(const nsc_report_run *run, bool consistency, const common_notes *notes, const char *caption,
                        FILE *stream) {
    size_t order = 0;
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", stream);
    nsc_html_text(stream, caption);
    fprintf(stream,
            "\"><table class=\"claims\"%s>\n<thead><tr><th scope=\"col\">Statement</th><th scope=\"col\">About</th>"
            "<th scope=\"col\">Paper</th><th scope=\"col\" class=\"n\">Here</th>"
            "<th scope=\"col\" class=\"n\">95 %% interval</th><th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n",
            consistency ? "" : " data-filter");
    for (int verdict = 0; verdict < NSC_VERDICT_COUNT; verdict++)
        for (size_t number = 0; number < run->answer_count; number++) {
            const nsc_answer *answer = &run->answers[number];
            if (answer->claim->consistency == consistency && answer->verdict == (nsc_verdict)verdict)
                write_row(answer, notes, order++, stream);
        }
    fputs("</tbody></table></div>\n", stream);
}

/* ---- the section ---- */

void nsc_html_claims_write(const void *context, FILE *stream) {
    const nsc_report_run *run = context;
    size_t statements = 0, undecided = 0, checks = 0;
    char passed[NSC_PAGE_CHECKS];
    common_notes notes = {0};
    count_notes(run, &notes);
    for (size_t number = 0; number < run->answer_count; number++) {
        const nsc_answer *answer = &run->answers[number];
        checks += answer->claim->consistency;
        statements += !answer->claim->consistency;
        undecided += !answer->claim->consistency && !decides(answer->verdict);
    }
    fprintf(stream, "<p>%zu statements were checked, of which this data decides %zu.", statements,
            statements - undecided);
    if (undecided > 0)
        fputs(" The others are no failures: a value in grey says what the data at hand gives, and decides nothing.",
              stream);
    fputs("</p>\n", stream);
    write_verdicts(run, stream);
    write_common_notes(&notes, stream);
    write_table(run, false, &notes, "Statements with their verdicts", stream);
    fputs("<p class=\"rest\">With all columns and digits: <a href=\"claims.csv\">claims.csv</a></p>\n", stream);
    if (checks == 0)
        return;
    fputs("<details><summary>Consistency checks of the program: ", stream);
    nsc_html_text(stream, nsc_page_checks(run, passed));
    fputs("</summary>\n", stream);
    fputs("<p>These values follow from the definition of the space, whatever the data. They check the program and are "
          "not counted above.</p>\n",
          stream);
    write_table(run, true, &notes, "Consistency checks", stream);
    fputs("</details>\n", stream);
}
