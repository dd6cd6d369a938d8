# Reads exports back with R's own readers. Usage: Rscript read_back.R FOLDER (see tests/it/exports.rs).

folder <- commandArgs(TRUE)[1]
faults <- 0
check <- function(holds, what) {
  if (!isTRUE(holds)) {
    cat(what, "\n")
    faults <<- faults + 1
  }
}
csv <- function(name) {
  read.csv(file.path(folder, paste0(name, ".csv")), na.strings = "", stringsAsFactors = FALSE, check.names = FALSE, fileEncoding = "UTF-8")
}
tsv <- function(name) {
  read.delim(file.path(folder, paste0(name, ".tsv")), quote = "", comment.char = "", na.strings = "", stringsAsFactors = FALSE,
             check.names = FALSE, fileEncoding = "UTF-8")
}

widths <- c(claims = 89, acled = 31, ucdp = 50, polecat = 40)
for (name in names(widths)) {
  a <- csv(name)
  b <- tsv(name)
  check(ncol(a) == widths[[name]] && ncol(b) == widths[[name]], paste(name, "has", ncol(a), "and", ncol(b), "columns"))
  check(identical(names(a), names(b)) && nrow(a) == nrow(b), paste(name, "is another table as TSV"))
}
claims <- csv("claims")
check(is.numeric(claims$evidence_start) && is.numeric(claims$confidence), "claims: numbers are not read as numbers")
check(all(nchar(claims$evidence) == claims$evidence_end - claims$evidence_start), "claims: a sentence is not as long as its offsets")
acled <- csv("acled")
check(!any(is.na(as.Date(acled$event_date))), "acled: dates are not read as dates")
check(is.numeric(acled$fatalities) && !any(is.na(acled$fatalities)), "acled: fatalities are empty")
ucdp <- csv("ucdp")
check(all(ucdp$deaths_a + ucdp$deaths_b + ucdp$deaths_civilians + ucdp$deaths_unknown == ucdp$best), "ucdp: parts do not add up")
check(all(format(ucdp$id, scientific = FALSE, trim = TRUE) == as.character(read.csv(file.path(folder, "ucdp.csv"), colClasses = "character")$id)), "ucdp: an id loses digits")

cat(faults, "faults\n")
quit(status = as.integer(faults > 0))
