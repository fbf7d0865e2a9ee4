using SamHost.Contracts.Data;

namespace SamHost.TestPlugins.AbstractComponent;

public abstract class Quiet : ILabelNoise
{
    public abstract long[] Corrupt(NoiseRequest request);
}
