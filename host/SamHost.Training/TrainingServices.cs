using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;
using SamHost.Gradients;
using SamHost.Training.Checkpointing;

namespace SamHost.Training;

/// <summary>Registers what training is set up with.</summary>
public static class TrainingServices
{
    /// <summary>Registers the sections <c>Gradients</c> and <c>Checkpoints</c>.</summary>
    public static IServiceCollection AddSamHostTraining(this IServiceCollection services) => services
        .AddSettingsSection<GradientsOptions>("Gradients", "The per-example engine.")
        .AddSettingsSection<CheckpointOptions>("Checkpoints", "When runs are saved, so that they can go on after an interruption.");
}
