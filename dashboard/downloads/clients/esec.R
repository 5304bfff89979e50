# Figures on the commercial sexual exploitation of children: typed, verified, of one version.
#
# One file for R 4.0 or later with the package jsonlite. It asks the site named by `ESEC_SITE` and nobody else.
#
#   source("http://127.0.0.1:8050/data/clients/esec.R")
#   figures <- esec_open("observations", version = "3.1.0")
#   esec_series(subset(figures, comparability_id == "procuring-recorded"))
#
# A figure is joined, compared or summed with others only within its comparability group. `esec_series`, `esec_wide` and
# `esec_total` do so and stop with a condition of class "esec_refusal" for anything else, with the figures in the way.

ESEC_SITE <- "http://127.0.0.1:8050"
# What figures must share to stand in one series: the same thing, counted in the same way, of the same people.
ESEC_SHARED <- c("comparability_id", "unit_measure", "ref_area", "sex", "age", "answer")

# Returns a table of one version as a data.frame. Periods and codes stay character, codes with a list are factors with all
# its levels, numbers are numeric, and an empty cell is NA. `attr(frame, "esec")` lists table, version, address, sha256,
# citation, licence, and which units may be summed (additive); rows and columns taken from it keep that list.
# There is no default version: the same code must give the same figures tomorrow.
esec_open <- function(table = "observations", version = NULL, site = ESEC_SITE) {
  if (is.null(version)) {
    newest <- .esec_json(site, "versions.json")$current
    .esec_refuse('name a version, so that the figures stay the same: esec_open("%s", version = "%s")', table, newest)
  }
  package <- .esec_package(site, version)
  names(package$resources) <- vapply(package$resources, `[[`, "", "name")
  resource <- package$resources[[table, exact = TRUE]]
  if (is.null(resource)) {
    known <- paste(sort(names(package$resources)), collapse = ", ")
    .esec_refuse('no table "%s" in version %s; there are %s', table, version, known)
  }
  path <- sprintf("v%s/%s", version, resource$path)
  file <- .esec_fetch(site, path)
  on.exit(unlink(file))
  digest <- .esec_sha256(file)
  if (is.null(resource$hash)) {
    warning(sprintf("%s/data/%s is too large for a SHA-256 to be stated: not verified", site, path))
  } else if (resource$hash != paste0("sha256:", digest)) {
    .esec_refuse("%s/data/%s is damaged: its SHA-256 is %s, and not that of the description", site, path, digest)
  }
  frame <- .esec_typed(file, resource$schema$fields)
  class(frame) <- c("esec_frame", class(frame))
  attr(frame, "esec") <- list(
    table = table, version = version, address = sprintf("%s/data/%s", site, path), sha256 = digest,
    citation = .esec_citation(package),
    licence = paste(
      package$licenses[[1]]$name, "for this data set; each figure belongs to its source:",
      "see the column rights_en of the table sources"
    )
  )
  if (all(c("unit_measure", "obs_value") %in% names(frame))) {
    units <- esec_open("units", version, site)
    attr(frame, "esec")$additive <- units$unit_measure[units$additive]
  }
  frame
}

`[.esec_frame` <- function(x, ...) {
  taken <- NextMethod()
  if (is.data.frame(taken)) attr(taken, "esec") <- attr(x, "esec")
  taken
}

# Returns time_period, obs_value and obs_id of one series, oldest first. Where all periods are years or all are months, one
# without a figure is a row with NA: no line runs across it.
esec_series <- function(frame) {
  if (!nrow(frame)) .esec_refuse("there are no figures here")
  for (column in ESEC_SHARED) {
    found <- sort(unique(as.character(frame[[column]])), method = "radix")
    if (length(found) > 1) .esec_refuse("these figures cannot be joined: %s is %s", column, .esec_listed(found))
  }
  .esec_refuse_what_has_no_place(frame)
  # `2009` goes from 20090000 to 20099999, so that periods are compared as numbers.
  day <- function(text, rest) as.numeric(gsub("-", "", substr(paste0(text, rest), 1, 10)))
  first <- day(sub("/.*", "", frame$time_period), "-00-00")
  last <- day(sub(".*/", "", frame$time_period), "-99-99")
  order <- order(first)
  covered <- c(FALSE, first[order][-1] <= last[order][-length(order)])
  .esec_refuse_figures(frame$obs_id[order][covered], "a time that another figure covers too")
  values <- data.frame(time_period = frame$time_period, obs_value = frame$obs_value, obs_id = frame$obs_id)[order, ]
  length <- unique(nchar(values$time_period))
  if (identical(length, 4L) || identical(length, 7L)) {
    ends <- as.Date(paste0(values$time_period[c(1, nrow(values))], if (length == 4) "-01-01" else "-01"))
    every <- format(seq(ends[1], ends[2], if (length == 4) "year" else "month"), if (length == 4) "%Y" else "%Y-%m")
    values <- values[match(every, values$time_period), ]
    values$time_period <- every
  }
  rownames(values) <- NULL
  attr(values, "esec") <- attr(frame, "esec")
  values
}

# Returns the values with a column a period and a row for what may be joined: nothing is put together.
esec_wide <- function(frame) {
  .esec_refuse_what_has_no_place(frame)
  keys <- data.frame(lapply(unclass(frame)[ESEC_SHARED], as.character))
  row <- do.call(paste, c(keys, sep = "\r"))
  cell <- paste(row, frame$time_period, sep = "\r")
  twice <- duplicated(cell) | duplicated(cell, fromLast = TRUE)
  .esec_refuse_figures(frame$obs_id[twice], "another figure of the same thing and period")
  rows <- unique(row)
  periods <- sort(unique(frame$time_period), method = "radix")
  values <- matrix(NA_real_, length(rows), length(periods), dimnames = list(NULL, periods))
  values[cbind(match(row, rows), match(frame$time_period, periods))] <- frame$obs_value
  table <- cbind(keys[match(rows, row), ], values)
  rownames(table) <- NULL
  attr(table, "esec") <- attr(frame, "esec")
  table
}

# Returns the sum of the values of one series, in a unit that may be summed.
esec_total <- function(frame) {
  esec_series(frame)
  units <- setdiff(unique(frame$unit_measure), attr(frame, "esec")$additive)
  if (length(units)) .esec_refuse("figures in %s may not be summed", paste(units, collapse = ", "))
  .esec_refuse_figures(frame$obs_id[is.na(frame$obs_value)], "no value, which is not zero")
  sum(frame$obs_value)
}

.esec_stop <- function(class, message) {
  stop(structure(class = c(class, "error", "condition"), list(message = message, call = NULL)))
}

.esec_refuse <- function(...) .esec_stop("esec_refusal", sprintf(...))

.esec_listed <- function(codes) {
  more <- if (length(codes) > 10) sprintf(" and %d more", length(codes) - 10L) else ""
  paste0(paste(utils::head(codes, 10), collapse = ", "), more)
}

.esec_refuse_figures <- function(ids, what) {
  if (length(ids)) .esec_refuse("leave out or treat apart what has %s: %s", what, .esec_listed(ids))
}

.esec_refuse_what_has_no_place <- function(frame) {
  bounds <- is.na(frame$obs_value) & !(is.na(frame$obs_value_low) & is.na(frame$obs_value_high))
  .esec_refuse_figures(frame$obs_id[bounds], "a range or a bound and no value (obs_value_low, obs_value_high)")
  if ("period_basis" %in% names(frame)) {
    .esec_refuse_figures(frame$obs_id[frame$period_basis %in% "undated"], "no year in its source")
  }
}

.esec_fetch <- function(site, path) {
  address <- sprintf("%s/data/%s", site, path)
  file <- tempfile("esec-")
  # What R warns of here is a file that came in part, or none.
  said <- character()
  note <- function(warning) {
    said <<- c(said, conditionMessage(warning))
    invokeRestart("muffleWarning")
  }
  tryCatch(
    withCallingHandlers(utils::download.file(address, file, quiet = TRUE, mode = "wb"), warning = note),
    error = function(problem) said <<- c(said, conditionMessage(problem))
  )
  if (length(said)) .esec_stop("esec_unreachable", paste0(address, " cannot be read: ", paste(said, collapse = "; ")))
  file
}

.esec_json <- function(site, path) {
  file <- .esec_fetch(site, path)
  on.exit(unlink(file))
  damaged <- function(problem) .esec_refuse("%s/data/%s is damaged, or something else answered in its place", site, path)
  tryCatch(jsonlite::fromJSON(file, simplifyVector = FALSE), error = damaged)
}

.esec_package <- function(site, version) {
  not_there <- function(problem) {
    if (!grepl("'404 ", conditionMessage(problem))) stop(problem)
    kept <- vapply(.esec_json(site, "versions.json")$versions, `[[`, "", "version")
    .esec_refuse('no version "%s"; there are %s', version, paste(kept, collapse = ", "))
  }
  path <- sprintf("v%s/datapackage.json", utils::URLencode(version, reserved = TRUE))
  tryCatch(.esec_json(site, path), esec_unreachable = not_there)
}

# R itself reckons SHA-256 from 4.5 on; before, a package or a program of the system does.
.esec_sha256 <- function(file) {
  if (exists("sha256sum", asNamespace("tools"))) return(unname(tools::sha256sum(file)))
  if (requireNamespace("digest", quietly = TRUE)) return(digest::digest(file, "sha256", file = TRUE))
  if (requireNamespace("openssl", quietly = TRUE)) return(unclass(as.character(openssl::sha256(base::file(file)))))
  programs <- list(sha256sum = file, shasum = c("-a", "256", file), certutil = c("-hashfile", file, "SHA256"))
  found <- Filter(function(program) nzchar(Sys.which(program)), names(programs))
  if (!length(found)) .esec_refuse('nothing here verifies the file: install.packages("digest")')
  said <- system2(found[[1]], programs[[found[[1]]]], stdout = TRUE)
  regmatches(said, regexpr("[0-9a-f]{64}", said))[[1]]
}

.esec_typed <- function(file, fields) {
  kinds <- c(number = "numeric", integer = "integer", boolean = "logical", string = "character")
  names(fields) <- vapply(fields, `[[`, "", "name")
  classes <- structure(kinds[vapply(fields, `[[`, "", "type")], names = names(fields))
  frame <- utils::read.csv(file, encoding = "UTF-8", na.strings = "", check.names = FALSE, colClasses = classes)
  for (name in names(frame)) {
    levels <- vapply(fields[[name]]$categories, `[[`, "", "value")
    strange <- setdiff(frame[[name]], c(levels, NA))
    if (length(levels) && length(strange)) {
      .esec_refuse("%s holds codes that its list has not: %s", name, paste(strange, collapse = ", "))
    }
    if (length(levels)) frame[[name]] <- factor(frame[[name]], levels)
  }
  frame
}

.esec_citation <- function(package) {
  sprintf(
    "%s (%s). %s (version %s) [Data set]. %s", package$contributors[[1]]$title, substr(package$created, 1, 4),
    package$title, package$version, package$id
  )
}
