using Microsoft.Extensions.DependencyInjection;
using SamHost.Studies.Processes;

namespace SamHost.Studies.Execution;

/// <summary>Registers the executor of runs.</summary>
public static class ExecutionServices
{
    /// <summary>
    /// Registers what makes runs: in this process, or in workers where the options say how many. The display of progress is the caller's to
    /// add.
    /// </summary>
    public static IServiceCollection AddStudyExecution(this IServiceCollection services, ExecutionOptions options)
    {
        services.AddSingleton(options).AddSingleton<RunTelemetry>().AddSingleton<RunObservers>().AddSingleton<RunRecorder>();
        return options.Processes is null
            ? services.AddSingleton<IRunExecutor, InProcessExecutor>()
            : services.AddSingleton<IRunExecutor, WorkerExecutor>();
    }
}
