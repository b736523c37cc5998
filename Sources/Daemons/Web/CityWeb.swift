internal import Web

/// The pages and the programs' interface show what the aggregator answers, as it stands.
extension CityQueries: CityData {}
