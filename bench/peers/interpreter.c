/*
 * The term interpreter of src/numeric/polynomial-family.ts in C, for bench/evaluator.ts: value and Jacobian of a polynomial
 * system over the same tables, in the same order.
 *
 * usage: interpreter TABLES POINTS REPEATS
 *
 * TABLES: int32 variables, equations, nodes, terms, places, entries; then the int32 arrays parent, factor, termStart,
 * termNode, placeAt, placeStart, entryTerm, entryNode; then doubles: entryExponent, coefficients (re, im in turn).
 * POINTS: double pairs, a point after another. Prints nanoseconds of processor time per evaluation, and a checksum.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int32_t variables, equations, nodes, terms, places, entries;
static const int32_t *parent, *factor, *term_start, *term_node, *place_at, *place_start, *entry_node;
static double *node, *term, *entry, *value, *jacobian;

static void evaluate(const double *restrict x)
{
    double *restrict v = node;
    memcpy(v + 2, x, sizeof(double) * 2 * variables);
    for (int32_t k = variables + 1; k < nodes; k++) {
        const double *a = v + 2 * parent[k], *b = v + 2 * factor[k] + 2;
        double re = a[0] * b[0] - a[1] * b[1], im = a[0] * b[1] + a[1] * b[0];
        v[2 * k] = re;
        v[2 * k + 1] = im;
    }
    const double *restrict c = term;
    for (int32_t i = 0, k = 0; i < equations; i++) {
        double re = 0, im = 0;
        for (int32_t end = term_start[i + 1]; k < end; k++) {
            const double *n = v + 2 * term_node[k];
            re += c[2 * k] * n[0] - c[2 * k + 1] * n[1];
            im += c[2 * k] * n[1] + c[2 * k + 1] * n[0];
        }
        value[2 * i] = re;
        value[2 * i + 1] = im;
    }
    const double *restrict d = entry;
    double *restrict out = jacobian;
    for (int32_t p = 0, e = 0; p < places; p++) {
        double re = 0, im = 0;
        for (int32_t end = place_start[p + 1]; e < end; e++) {
            const double *n = v + 2 * entry_node[e];
            re += d[2 * e] * n[0] - d[2 * e + 1] * n[1];
            im += d[2 * e] * n[1] + d[2 * e + 1] * n[0];
        }
        out[2 * place_at[p]] = re;
        out[2 * place_at[p] + 1] = im;
    }
}

static char *slurp(const char *name, size_t *size)
{
    FILE *file = fopen(name, "rb");
    if (!file) { perror(name); exit(1); }
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *data = malloc(*size);
    if (fread(data, 1, *size, file) != *size) { perror(name); exit(1); }
    fclose(file);
    return data;
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    size_t size;
    const int32_t *at = (const int32_t *)slurp(argv[1], &size);
    variables = *at++; equations = *at++; nodes = *at++; terms = *at++; places = *at++; entries = *at++;
    parent = at; at += nodes;
    factor = at; at += nodes;
    term_start = at; at += equations + 1;
    term_node = at; at += terms;
    place_at = at; at += places;
    place_start = at; at += places + 1;
    const int32_t *entry_term = at; at += entries;
    entry_node = at; at += entries;
    const double *exponent = malloc(sizeof(double) * entries);
    memcpy((void *)exponent, at, sizeof(double) * entries);
    term = malloc(sizeof(double) * 2 * terms);
    memcpy(term, (const double *)at + entries, sizeof(double) * 2 * terms);
    entry = malloc(sizeof(double) * 2 * entries);
    for (int32_t e = 0; e < entries; e++)
        for (int part = 0; part < 2; part++) entry[2 * e + part] = exponent[e] * term[2 * entry_term[e] + part];
    node = calloc(2 * nodes, sizeof(double));
    node[0] = 1;
    value = calloc(2 * equations, sizeof(double));
    jacobian = calloc(2 * equations * variables, sizeof(double));

    const double *points = (const double *)slurp(argv[2], &size);
    int count = size / (2 * sizeof(double) * variables), repeats = atoi(argv[3]);
    double sum = 0;
    clock_t start = clock();
    for (int r = 0; r < repeats; r++) {
        evaluate(points + 2 * variables * (r % count));
        sum += value[0] + jacobian[2 * equations * variables - 1];
    }
    double spent = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("{\"nanoseconds\": %.1f, \"checksum\": %.17g}\n", spent / repeats * 1e9, sum);
    return 0;
}
