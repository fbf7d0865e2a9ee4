using System.Text;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Loading;
using SamHost.Runs.Results;
using SamHost.Torch;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies;

/// <summary>Loads the data of recorded runs again, through the plugin that their configuration names.</summary>
/// <param name="catalog">The plugins.</param>
/// <param name="workingDirectory">Where relative paths of components start.</param>
/// <param name="services">What components may ask for.</param>
/// <param name="settings">The settings, of which it needs those of libtorch and how long a plugin may take.</param>
public sealed class RecordedData(PluginCatalog catalog, string workingDirectory, IServiceProvider services, RootOptions settings) : IRecordedData
{
    public IRecordedExamples? Load(RecordedRun run, out string? problem)
    {
        try
        {
            LibTorch.Load(settings.Torch.Library);
            using var watch = CallWatch.Start(settings.Plugins.CallLimit, Console.Error.WriteLine);
            var data = new SceneBuilder(Plan(run), CPU, workingDirectory, services).LoadData(new SeedSequence(run.Seed));
            if (data.Sha256 == run.DataSha256)
            {
                problem = null;
                return new RecordedExamples(data);
            }

            problem = $"The data set '{run.Dataset}' is no longer that of {run.Id}: its SHA-256 is another one.";
            data.Dispose();
        }
        catch (Exception e) when (e is UserErrorException or ComponentFailedException)
        {
            problem = $"The data of {run.Id} cannot be loaded here: {e.Message.Split('\n')[0].TrimEnd()}";
        }

        return null;
    }

    private StudyPlan Plan(RecordedRun run)
    {
        JsonNode settings = StudySettings.Of([run])[0];
        var problems = new SettingsProblems();
        var node = SettingsJson.Parse(Encoding.UTF8.GetBytes(settings.ToJsonString()), Path.Combine(run.Folder, Runs.RunFolder.ConfigurationFile), problems);
        return new StudyPlanner(catalog, node, problems).Plan(OptionsBinder.Bind<RootOptions>(node, "", problems, RootOptions.SchemaKey));
    }
}
