/// GreedyDual-Size with frequency: a model's credit is the clock plus uses × cost / size, and the clock is the credit of
/// the last victim (Cherkasova, HP Labs report HPL-98-69R1, 1998).
struct GreedyDual: EvictionPolicy {
  let models: [SimulatedModel]
  private var clock = 0.0
  private var uses: [Double]
  private var credit: [Double]

  init(models: [SimulatedModel]) {
    self.models = models
    uses = Array(repeating: 0, count: models.count)
    credit = uses
  }

  mutating func requested(_ model: Int, at seconds: Double) {
    uses[model] += 1
    credit[model] = clock + uses[model] * models[model].loadSeconds / Double(max(models[model].bytes, 1))
  }

  mutating func victims(freeing missing: Int, among residents: [Resident], at seconds: Double) -> [Int] {
    let chosen = residents.map(\.model).sorted { credit[$0] < credit[$1] }.prefix(freeing: missing, of: models)
    for model in chosen {
      clock = max(clock, credit[model])
      // As in the paper: what has left and comes back begins again.
      uses[model] = 0
    }
    return chosen
  }
}
