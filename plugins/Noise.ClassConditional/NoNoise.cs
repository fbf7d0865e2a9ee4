using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>The clean labels.</summary>
public sealed class NoNoise : ILabelNoise
{
    /// <inheritdoc/>
    public long[] Corrupt(NoiseRequest request) => [.. request.Labels];
}
