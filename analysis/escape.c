#include "analysis/registry_internal.h"
static nsc_status run(const nsc_landscape *l,const nsc_analysis_options *o,nsc_table **t,nsc_error *e){(void)l;(void)o;(void)t;(void)e;return NSC_OK;}
static const nsc_column columns[] = {{"x","x"}};
static const nsc_analysis_table tables[] = {NSC_TABLE("x","x",columns)};
const nsc_analysis nsc_analysis_escape={"escape","x","x",0,tables,1,run};
