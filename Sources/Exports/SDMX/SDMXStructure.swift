/// The structure of the cube as a message of SDMX-ML 2.1: dataflow, code lists, concepts and data
/// structure.
struct SDMXStructure {
  private static let agency = "UNIONSYNC"
  private static let version = "1.0"
  private static let flow = "UNION_WORK"

  /// What a record of SDMX-CSV names.
  static let dataflow = "\(agency):\(flow)(\(version))"

  private let codelists: SDMXCodelists
  private let prepared: String

  init(_ codelists: SDMXCodelists, data: ExportData) {
    self.codelists = codelists
    prepared = Timestamp(milliseconds: data.moment.takenMs).iso
  }

  /// The message, line by line.
  var lines: [String] {
    let registry = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
    var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    lines.append(#"<mes:Structure xmlns:mes="\#(registry)/message""#)
    lines.append(#" xmlns:str="\#(registry)/structure" xmlns:com="\#(registry)/common">"#)
    lines.append("<mes:Header><mes:ID>unionsync</mes:ID><mes:Test>false</mes:Test>")
    lines.append("<mes:Prepared>\(prepared)</mes:Prepared>")
    lines.append(#"<mes:Sender id="\#(Self.agency)"/></mes:Header>"#)
    lines.append("<mes:Structures>")
    lines += flowLines
    lines += codelistLines
    lines += conceptLines
    lines += structureLines
    lines.append("</mes:Structures>")
    lines.append("</mes:Structure>")
    return lines
  }

  private func names(_ zh: String, _ en: String) -> String {
    #"<com:Name xml:lang="zh">\#(SDMXText.xml(zh))</com:Name>"#
      + #"<com:Name xml:lang="en">\#(SDMXText.xml(en))</com:Name>"#
  }

  private func maintained(_ id: String) -> String {
    #"id="\#(id)" agencyID="\#(Self.agency)" version="\#(Self.version)" isFinal="false""#
  }

  private func reference(_ id: String, class name: String, package: String) -> String {
    #"<Ref id="\#(id)" version="\#(Self.version)" agencyID="\#(Self.agency)""#
      + #" package="\#(package)" class="\#(name)"/>"#
  }

  private func conceptReference(_ id: String) -> String {
    "<str:ConceptIdentity>"
      + #"<Ref id="\#(id)" maintainableParentID="CS_UNION" maintainableParentVersion="\#(Self.version)""#
      + #" agencyID="\#(Self.agency)" package="conceptscheme" class="Concept"/></str:ConceptIdentity>"#
  }

  private var flowLines: [String] {
    [
      "<str:Dataflows><str:Dataflow \(maintained(Self.flow))>",
      names("工会工作统计", "Union work statistics"),
      "<str:Structure>"
        + reference("DSD_UNION", class: "DataStructure", package: "datastructure")
        + "</str:Structure></str:Dataflow></str:Dataflows>",
    ]
  }

  private var codelistLines: [String] {
    var lines = ["<str:Codelists>"]
    for list in codelists.lists {
      lines.append("<str:Codelist \(maintained(list.id))>" + names(list.nameZh, list.nameEn))
      for code in list.codes {
        let parent = code.parent.map { #"<str:Parent><Ref id="\#($0)"/></str:Parent>"# } ?? ""
        let content = names(code.nameZh, code.nameEn) + parent
        lines.append(#"<str:Code id="\#(code.id)">\#(content)</str:Code>"#)
      }
      lines.append("</str:Codelist>")
    }
    lines.append("</str:Codelists>")
    return lines
  }

  private var conceptLines: [String] {
    var lines = ["<str:Concepts><str:ConceptScheme \(maintained("CS_UNION"))>"]
    lines.append(names("工会统计概念", "Concepts of union statistics"))
    for component in SDMXComponent.all {
      let content = names(component.nameZh, component.nameEn)
      lines.append(#"<str:Concept id="\#(component.id)">\#(content)</str:Concept>"#)
    }
    lines.append("</str:ConceptScheme></str:Concepts>")
    return lines
  }

  private var structureLines: [String] {
    var dimensions: [String] = []
    var measures: [String] = []
    var attributes: [String] = []
    for component in SDMXComponent.all {
      switch component.role {
      case .dimension:
        let rest = #" position="\#(dimensions.count + 1)""#
        dimensions.append(element("Dimension", of: component, rest, more: ""))
      case .time:
        let rest = #" position="\#(dimensions.count + 1)""#
        dimensions.append(element("TimeDimension", of: component, rest, more: ""))
      case .measure:
        measures.append(element("PrimaryMeasure", of: component, "", more: ""))
      case .attribute(let isMandatory):
        let status = isMandatory ? "Mandatory" : "Conditional"
        let rest = #" assignmentStatus="\#(status)""#
        attributes.append(element("Attribute", of: component, rest, more: Self.ofObservations))
      }
    }
    var lines = ["<str:DataStructures><str:DataStructure \(maintained("DSD_UNION"))>"]
    lines.append(names("工会工作统计结构", "Structure of union work statistics"))
    lines.append("<str:DataStructureComponents>")
    lines.append(#"<str:DimensionList id="DimensionDescriptor">"#)
    lines += dimensions
    lines.append("</str:DimensionList>")
    lines.append(#"<str:AttributeList id="AttributeDescriptor">"#)
    lines += attributes
    lines.append("</str:AttributeList>")
    lines.append(#"<str:MeasureList id="MeasureDescriptor">"#)
    lines += measures
    lines.append("</str:MeasureList></str:DataStructureComponents>")
    lines.append("</str:DataStructure></str:DataStructures>")
    return lines
  }

  /// What an attribute says something about.
  private static let ofObservations =
    #"<str:AttributeRelationship><str:PrimaryMeasure><Ref id="OBS_VALUE"/></str:PrimaryMeasure>"#
    + "</str:AttributeRelationship>"

  private func element(
    _ name: String, of component: SDMXComponent, _ rest: String, more: String
  ) -> String {
    let body = conceptReference(component.id) + representation(of: component) + more
    return #"<str:\#(name) id="\#(component.id)"\#(rest)>\#(body)</str:\#(name)>"#
  }

  private func representation(of component: SDMXComponent) -> String {
    let content =
      switch component.values {
      case .code(let list):
        "<str:Enumeration>" + reference(list, class: "Codelist", package: "codelist")
          + "</str:Enumeration>"
      case .decimal: #"<str:TextFormat textType="Double"/>"#
      case .text: #"<str:TextFormat textType="String"/>"#
      case .period: #"<str:TextFormat textType="ObservationalTimePeriod"/>"#
      }
    return "<str:LocalRepresentation>\(content)</str:LocalRepresentation>"
  }
}
