using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Runs.Results;
using SamHost.Torch;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>Loads the data of recorded runs again, through the plugin that their configuration names.</summary>
/// <param name="plans">Plans recorded runs.</param>
/// <param name="options">How long a call of a plugin may take.</param>
/// <param name="torch">libtorch.</param>
/// <param name="environment">Relative paths of components start at its content root.</param>
/// <param name="services">What components may ask for.</param>
internal sealed class RecordedData(
    RecordedPlans plans, IOptions<PluginsOptions> options, TorchRuntime torch, IHostEnvironment environment, IServiceProvider services)
    : IRecordedData
{
    public IRecordedExamples? Load(RunData run, out string? problem)
    {
        try
        {
            torch.Load();
            using var watch = CallWatch.Start(options.Value.CallLimit, Console.Error.WriteLine);
            var plan = plans.Of(run);
            var data = new SceneBuilder(plan, CPU, environment.ContentRootPath, services).LoadData(new SeedSequence(run.Seed));
            var isKept = false;
            try
            {
                isKept = data.Sha256 == run.Sha256;
                problem = isKept ? null : $"The data set '{run.Dataset}' is no longer that of {run.Run}: its SHA-256 is another one.";
                return isKept ? new RecordedExamples(data, plan.Study.Fold is not null) : null;
            }
            finally
            {
                if (!isKept) data.Dispose();
            }
        }
        catch (Exception e) when (e is UserErrorException or ComponentException or ComponentFailedException)
        {
            problem = $"The data of {run.Run} cannot be loaded here: {e.Message.Split('\n')[0].TrimEnd()}";
            return null;
        }
    }
}
