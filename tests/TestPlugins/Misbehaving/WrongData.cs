using SamHost.Contracts.Data;

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
        request.Inputs.Dispose();
        return [.. request.Labels];
    }
}
