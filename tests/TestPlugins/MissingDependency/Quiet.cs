using Palette;
using SamHost.Contracts.Data;

namespace SamHost.TestPlugins.MissingDependency;

public sealed class Quiet : ILabelNoise
{
    // In a method's body, which only its first call would load.
    public long[] Corrupt(NoiseRequest request) => throw new NotSupportedException(Colours.Favourite);
}
