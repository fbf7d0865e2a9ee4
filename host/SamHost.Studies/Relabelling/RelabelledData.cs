using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Plugins;
using SamHost.Plugins.Components;
using SamHost.Runs.Results;
using SamHost.Studies.Scenes;

namespace SamHost.Studies.Relabelling;

/// <summary>Lets the data set of recorded runs write its data with other labels.</summary>
/// <param name="plans">Plans recorded runs.</param>
/// <param name="plugins">The plugins.</param>
/// <param name="environment">Relative paths start at its content root.</param>
/// <param name="services">What components may ask for.</param>
public sealed class RelabelledData(
    RecordedPlans plans, InstalledPlugins plugins, IHostEnvironment environment, IServiceProvider services)
{
    private const string NoNoise = "none";

    /// <summary>
    /// Refuses a run whose data set does not write its data, or whose labels are not those of the data: what a noise model has made of them
    /// would be written; or a file of a form that the data set does not write.
    /// </summary>
    /// <exception cref="UserErrorException">It is such a run, or such a file.</exception>
    public void RequireWriter(RunData run, string destination)
    {
        var plan = plans.Of(run);
        if (!IsWriter(plan.Dataset.Descriptor))
        {
            var catalog = plugins.Load();
            var writers = catalog.Names(ComponentKind.Dataset).Where(name => IsWriter(catalog.Find(ComponentKind.Dataset, name)!))
                .Order(StringComparer.Ordinal);
            throw new UserErrorException(
                $"--out-data: the data set '{run.Dataset}' does not write its data; {string.Join(", ", writers)} do. The noise model "
                    + "from-file reads the mended labels of any.");
        }

        if (plan.Noise.Descriptor.Name != NoNoise)
            throw new UserErrorException(
                $"--out-data: the labels of this study are what its noise model '{plan.Noise.Descriptor.Name}' makes of those of the data; "
                    + "make the study with Study:Noise:Name none, and mend the labels of that one.");
        var endings = plan.Dataset.Use<IRelabelledWriter, IReadOnlyList<string>>(
            services, nameof(IRelabelledWriter.WrittenEndings),
            writer => writer.WrittenEndings ?? throw new InvalidOperationException("it returned no endings."), _ => { });
        if (endings.Count > 0 && !endings.Contains(Path.GetExtension(destination).ToLowerInvariant()))
            throw new UserErrorException(
                $"--out-data: the data set '{run.Dataset}' writes files that end in {string.Join(", ", endings)}; give {destination} such "
                    + "a name.");
    }

    /// <summary>Writes the data of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="labels">By the id of an example the name of its class, or null where it is left out.</param>
    /// <param name="destination">The file.</param>
    /// <returns>The options of the data set that read it, to be laid over its own.</returns>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public JsonObject Write(RunData run, IReadOnlyDictionary<string, string?> labels, string destination) =>
        plans.Of(run).Dataset.Use<IRelabelledWriter, JsonObject>(
            services, nameof(IRelabelledWriter.WriteRelabelled),
            writer => writer.WriteRelabelled(new RelabelRequest(destination, labels, environment.ContentRootPath))
                ?? throw new InvalidOperationException("it returned no options."),
            _ => { });

    private static bool IsWriter(ComponentDescriptor component) => typeof(IRelabelledWriter).IsAssignableFrom(component.ComponentType);
}
