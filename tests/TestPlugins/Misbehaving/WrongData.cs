using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class ThrowingDataset : IDatasetLoader
{
    public Dataset Load(DatasetRequest request) => throw new InvalidOperationException("the library is closed");
}

internal sealed class ThrowingNoise : ILabelNoise
{
    public long[] Corrupt(NoiseRequest request) => throw new InvalidOperationException("too quiet here");
}

internal sealed class DisposingNoise : ILabelNoise
{
    public long[] Corrupt(NoiseRequest request)
    {
        request.Examples.Dispose();
        return [.. request.Labels];
    }
}

/// <summary>Two blurred points, for as long as they last.</summary>
internal abstract class PointsDataset : IDatasetLoader
{
    public virtual Dataset Load(DatasetRequest request) => new(Points(), Points(), ["left", "right"]);

    private static Examples Points()
    {
        var labels = arange(32).remainder(2);
        return new Examples((labels.unsqueeze(1) - 0.5).repeat(1, 3).to(ScalarType.Float32), labels);
    }
}

/// <summary>Disposes with itself what it has given away.</summary>
internal sealed class ClingingDataset : PointsDataset, IDisposable
{
    private Dataset? _dataset;

    public override Dataset Load(DatasetRequest request) => _dataset = base.Load(request);

    public void Dispose() => _dataset?.Dispose();
}

internal sealed class ThrowsAtItsEnd : PointsDataset, IDisposable
{
    public void Dispose() => throw new InvalidOperationException("it clings to life");
}
