internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// Who has reported when, who is missing or late, and whether the city has all of it.
struct OfficesPage {
  let data: any CityData
  let pages: Pages

  private struct Shown {
    let years: [YearChoice.Shown]
    let yearText: String
    let facts: YearFacts.Shown
    let rows: [Row]
    let hasDeadline: Bool
    let deadlineText: String
  }

  private struct Row {
    let areaID: String
    let areaName: String
    let areaPath: String
    let reports: [ReportView]
    let isUnreported: Bool
    let punctuality: PunctualityView?
    let link: LinkView
    let openCount: String
    let hasOpen: Bool
    let say: String
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("offices") { request, context in
      let chosen = try QueryReading(request).year()
      let words = PageWords(pages, context.language, of: data)
      let totals = await data.totals(year: nil).totals
      let facts = await YearFacts(data, totals: totals, chosen: chosen)
      let year = facts.choice.year
      let reporting = Set(data.areas.reporting.map(\.code))
      // The office above is not waited for: it is shown where it has reported.
      let offices = await data.offices().filter {
        reporting.contains($0.area) || !$0.reports.isEmpty
      }
      let nowMs = Int64(Date().timeIntervalSince1970 * 1000)
      let deadline = data.reportsDue
      let rows = offices.map { office in
        let reports = office.reports.filter { $0.report.period.year == year }
        let openCount = facts.openFindings.count { $0.area == office.area }
        return Row(
          areaID: "office-\(office.area)", areaName: words.name(of: office.area),
          areaPath: Link.area(office.area, year), reports: reports.map { ReportView($0, words) },
          isUnreported: reports.isEmpty,
          punctuality: deadline.map { PunctualityView($0, year, reports, nowMs: nowMs, words) },
          link: LinkView(office.link, words),
          openCount: "\(openCount)", hasOpen: openCount > 0, say: words.name(of: office.area))
      }
      return pages.response(
        "offices", title: words.fill("officesTitle", "\(year)"), request: request,
        context: context,
        body: Shown(
          years: facts.choice.links("/offices"), yearText: "\(year)", facts: facts.shown(words),
          rows: rows, hasDeadline: deadline != nil,
          deadlineText: deadline?.day(of: year).map { words.fill("due.day", "\($0)") }
            ?? words["due.none"]))
    }
  }
}
