using SamHost.Contracts.Data;

namespace SamHost.TestPlugins.ThrowsWhileRegistering;

public sealed class Quiet : ILabelNoise
{
    public long[] Corrupt(NoiseRequest request) => throw new NotSupportedException("Never runs.");
}
