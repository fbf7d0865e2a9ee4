using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;

namespace SamHost.Torch;

/// <summary>Registers libtorch.</summary>
public static class TorchServices
{
    /// <summary>Registers the section <c>Torch</c> and <see cref="TorchRuntime"/>.</summary>
    public static IServiceCollection AddSamHostTorch(this IServiceCollection services) => services
        .AddSettingsSection<TorchOptions>("Torch", "Where and how tensors are computed.")
        .AddSingleton<TorchRuntime>();
}
