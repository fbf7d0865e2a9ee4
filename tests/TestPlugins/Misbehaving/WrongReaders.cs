using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

/// <summary>Two blurred points that are read as often as it goes.</summary>
internal abstract class ReadPoints : IDatasetLoader
{
    protected abstract int Reads { get; }

    protected virtual string? End => null;

    public Dataset Load(DatasetRequest request) => new(Examples(), Examples(), ["left", "right"]);

    private Examples Examples() => new(new Reader(Reads, End), arange(32).remainder(2));

    private sealed class Reader(int reads, string? end) : IInputReader
    {
        private int _reads;

        public int Count => 32;

        public IReadOnlyList<long> InputShape => [3];

        public void Read(ReadOnlySpan<long> places, Span<float> inputs)
        {
            if (Interlocked.Increment(ref _reads) > reads) throw new IOException("the disk has a hole");
            for (var i = 0; i < inputs.Length; i++) inputs[i] = places[i / 3] % 2 - 0.5f;
        }

        public void Dispose()
        {
            if (end is not null) throw new InvalidOperationException(end);
        }
    }
}

internal sealed class UnreadableDataset : ReadPoints
{
    protected override int Reads => 0;
}

internal sealed class UnreadableLaterDataset : ReadPoints
{
    protected override int Reads => 4;
}

internal sealed class UnclosableDataset : ReadPoints
{
    protected override int Reads => int.MaxValue;

    protected override string End => "it clings to life";
}
