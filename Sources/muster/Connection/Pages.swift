import Domain

extension ServerConnection {
  /// All pages of a list, as one answer: the first page's, with the entries of all.
  /// - Parameter entries: the member of the answer that is the list.
  func getAllPages(_ path: String, _ query: Query = Query(), of entries: String) async throws -> JSON {
    var whole: JSON.Object = [:]
    var all: [JSON] = []
    var number = 1
    while true {
      var query = query
      query.add("page", String(number))
      let answer = try await get(path, query)
      let page = answer[entries]?.array ?? []
      if number == 1 { whole = answer.object ?? [:] }
      all += page
      // A list that shrinks meanwhile ends with an empty page.
      if page.isEmpty || all.count >= answer["total"]?.int ?? 0 { break }
      number += 1
    }
    whole[entries] = .array(all)
    return .object(whole)
  }
}
