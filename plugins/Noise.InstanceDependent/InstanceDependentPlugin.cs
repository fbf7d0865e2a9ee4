using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.NoiseInstanceDependent;

/// <summary>A noise model in which the wrong label depends on the input.</summary>
public sealed class InstanceDependentPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) =>
        components.AddNoise<InstanceDependentNoise, InstanceDependentOptions>(
            "instance-dependent", "Each example has its own flip rate, and a wrong label that depends on its input (Xia et al. 2020).");
}
