namespace SamHost.Benchmarks.Growth;

/// <summary>An MLP and a batch of a certain size, with the work that a step of SGD on it is.</summary>
internal sealed record Perceptron
{
    private const int Inputs = 784;

    public int Batch { get; init; } = 128;

    /// <summary>The width of each hidden layer.</summary>
    public int Width { get; init; } = 512;

    /// <summary>The number of hidden layers.</summary>
    public int Depth { get; init; } = 2;

    public int Classes { get; init; } = BenchmarkModel.ClassCount;

    /// <summary>The model, as configuration would name it.</summary>
    public BenchmarkModel Model => new(
        "mlp", $$"""{ "HiddenSizes": [{{string.Join(", ", Enumerable.Repeat(Width, Depth))}}] }""", [1, 28, 28]) { Classes = Classes };

    /// <summary>
    /// The multiply-adds of a step of SGD: each weight once an example forwards, once for its gradient, once for the gradient of the
    /// layer's inputs (not of the model's), and once for its update. Those of the other rules are the same numbers, a few times.
    /// </summary>
    public double MultiplyAdds
    {
        get
        {
            double[] layers = [.. Sizes.Zip(Sizes.Skip(1), (inputs, outputs) => (double)inputs * outputs)];
            return (Batch * ((3 * layers.Sum()) - layers[0])) + layers.Sum();
        }
    }

    private int[] Sizes => [Inputs, .. Enumerable.Repeat(Width, Depth), Classes];
}
