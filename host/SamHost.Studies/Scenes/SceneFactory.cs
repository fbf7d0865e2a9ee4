using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.Torch;

namespace SamHost.Studies.Scenes;

/// <summary>Makes the builder of a plan's scenes.</summary>
/// <param name="torch">The device that runs train on.</param>
/// <param name="environment">Relative paths of components start at its content root.</param>
/// <param name="services">What components may ask for.</param>
public sealed class SceneFactory(TorchRuntime torch, IHostEnvironment environment, IServiceProvider services)
{
    /// <summary>A builder on the device of the settings.</summary>
    /// <exception cref="UserErrorException">There is no such device.</exception>
    public SceneBuilder Of(StudyPlan plan) => new(plan, torch.Open(), environment.ContentRootPath, services);
}
