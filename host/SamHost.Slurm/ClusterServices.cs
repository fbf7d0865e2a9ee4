using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;
using SamHost.Studies.Execution;

namespace SamHost.Slurm;

/// <summary>Registers studies on a cluster.</summary>
public static class ClusterServices
{
    /// <summary>Where runs are made by Slurm.</summary>
    public const string Slurm = "slurm";

    /// <summary>Where requests are written for another scheduler.</summary>
    public const string Requests = "requests";

    /// <summary>Registers the section <c>Slurm</c>.</summary>
    public static IServiceCollection AddSamHostSlurm(this IServiceCollection services) =>
        services.AddSettingsSection<SlurmOptions>("Slurm", "What a study asks of a cluster (`samhost run --on slurm`).");

    /// <summary>Registers the executor of a place. The display of progress is the caller's to add.</summary>
    /// <param name="services">The services.</param>
    /// <param name="place"><see cref="Slurm"/> or <see cref="Requests"/>.</param>
    /// <param name="options">What the command line says.</param>
    public static IServiceCollection AddClusterExecution(this IServiceCollection services, string place, ClusterOptions options)
    {
        services.AddSingleton(options);
        return place == Slurm
            ? services.AddSingleton<IRunExecutor, SlurmExecutor>()
            : services.AddSingleton<IRunExecutor, RequestFilesExecutor>();
    }
}
