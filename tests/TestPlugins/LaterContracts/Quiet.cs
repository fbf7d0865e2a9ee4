using SamHost.Contracts.Data;

namespace SamHost.TestPlugins.LaterContracts;

public sealed class Quiet : ILabelNoise
{
    public long[] Corrupt(NoiseRequest request) => throw new NotSupportedException("Never runs.");
}
