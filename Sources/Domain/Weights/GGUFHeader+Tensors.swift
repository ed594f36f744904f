extension GGUFHeader {
  /// - Returns: whether all were among the bytes, and make sense.
  mutating func readTensors(_ count: UInt64, _ reader: inout GGUFReader) -> Bool {
    var found: [Int: Int] = [:]
    var sums: TensorBytes? = TensorBytes()
    for _ in 0..<count {
      guard let name = reader.rawText(), let dimensions = reader.number(4), dimensions <= Self.mostDimensions else {
        return false
      }
      var product = 1
      var rowLength = 1
      for dimension in 0..<dimensions {
        guard let size = reader.number(reader.lengthBytes), let size = Int(exactly: size) else { return false }
        if dimension == 0 { rowLength = size }
        let (larger, isTooLarge) = product.multipliedReportingOverflow(by: size)
        if isTooLarge { return false }
        product = larger
      }
      guard let kind = reader.number(4), reader.skip(8) else { return false }
      let (sum, isTooLarge) = found[Int(kind), default: 0].addingReportingOverflow(product)
      if isTooLarge { return false }
      found[Int(kind)] = sum
      let bytes = TensorType(number: kind)?.bytes(elements: product, rowLength: rowLength)
      if let bytes, sums?.add(bytes, to: TensorBytes.Class(name)) == true { continue }
      sums = nil
    }
    elements = found
    tensorBytes = sums
    return true
  }
}
