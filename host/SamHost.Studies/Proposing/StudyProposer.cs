using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Components;
using SamHost.Studies.Plans;
using SamHost.Studies.Scenes;
using SamHost.Torch;
using SamHost.Training;

namespace SamHost.Studies.Proposing;

/// <summary>Writes the study of files that nobody has described: looks at them, loads them once, and chooses what fits.</summary>
/// <param name="plugins">The plugins, of whose data sets some can look.</param>
/// <param name="planning">Plans the study, to load its data.</param>
/// <param name="scenes">Loads them.</param>
/// <param name="torch">libtorch.</param>
/// <param name="options">How long a call of a plugin may take.</param>
/// <param name="environment">Relative paths start at its content root.</param>
/// <param name="services">What components may ask for.</param>
/// <param name="logger">Warns where a component fails when it is disposed.</param>
public sealed partial class StudyProposer(
    InstalledPlugins plugins, StudyPlanning planning, SceneFactory scenes, TorchRuntime torch, IOptions<PluginsOptions> options,
    IHostEnvironment environment, IServiceProvider services, ILogger<StudyProposer> logger)
{
    /// <summary>Proposes a study.</summary>
    /// <param name="source">The file or folder, as the user named it.</param>
    /// <param name="label">Where the labels stand; null to find it out.</param>
    /// <exception cref="UserErrorException">No data set reads it, or what was found cannot be loaded.</exception>
    /// <exception cref="Contracts.Plugins.ComponentException">It is malformed.</exception>
    public ProposedStudy Propose(string source, string? label)
    {
        torch.Load();
        using var watch = CallWatch.Start(options.Value.CallLimit, Console.Error.WriteLine);
        var request = new ProposalRequest(source, label, environment.ContentRootPath);
        if (!Path.Exists(request.Path) && !source.AsSpan().ContainsAny('*', '?'))
            throw new UserErrorException($"--data: there is no file or folder {source}.");
        var (dataset, proposal) = Ask(request);
        var name = NameOf(source);
        var study = new JsonObject
        {
            ["Name"] = name,
            ["Description"] = $"Which labels of {Path.GetFileName(source.TrimEnd('/'))} are wrong, and does it matter?",
            ["Dataset"] = new JsonObject { ["Name"] = dataset, ["Options"] = proposal.Options.DeepClone() },
            ["Noise"] = new JsonObject { ["Name"] = "none" },
            ["Model"] = new JsonObject { ["Name"] = "linear" },
            ["Optimizers"] = new JsonArray(new JsonObject { ["Name"] = "sgd" }),
        };
        var sections = new JsonObject { ["Study"] = study.DeepClone() };
        var node = SettingsJson.Parse(Encoding.UTF8.GetBytes(sections.ToJsonString()), "what was found", new SettingsProblems());
        using var data = scenes.Of(planning.PlanOne(node)).LoadData(new SeedSequence(1));
        List<string> findings = [.. proposal.Findings, .. data.Notes, .. Classes(data)];
        findings.AddRange(RepeatedInputs.Describe(data));
        return new ProposedStudy(name, FittingStudy.Text(study, data, findings), findings);
    }

    private (string Name, OptionsProposal Proposal) Ask(ProposalRequest request)
    {
        List<string> readers = [];
        var catalog = plugins.Load();
        foreach (var name in catalog.Names(ComponentKind.Dataset))
        {
            var descriptor = catalog.Find(ComponentKind.Dataset, name)!;
            if (!typeof(IOptionsProposer).IsAssignableFrom(descriptor.ComponentType)) continue;
            readers.Add(name);
            var component = new BoundComponent(descriptor, Activator.CreateInstance(descriptor.OptionsType)!, "Study:Dataset", "");
            var proposer = component.Create<IOptionsProposer>(services);
            try
            {
                if (PluginCall.Make(component.Title, nameof(proposer.Propose), () => proposer.Propose(request)) is { } proposal)
                    return (name, proposal);
            }
            finally
            {
                if (proposer is IDisposable disposable) PluginCall.Release(component.Title, disposable, logger);
            }
        }

        throw new UserErrorException($"No data set reads {request.Source}; these can look at files: {string.Join(", ", readers)}.");
    }

    // Most classes first; a class of which there are few is one that a model will hardly learn.
    private static IEnumerable<string> Classes(TrainingData data)
    {
        const int shown = 12;
        var labels = data.Labels.GivenLabels.Concat(data.TestGivenLabels).CountBy(label => label)
            .OrderByDescending(label => label.Value).ToList();
        var counts = labels.Take(shown).Select(label => $"{data.ClassNames[(int)label.Key]} {label.Value}");
        yield return $"Examples: {string.Join(", ", counts)}{(labels.Count > shown ? $", and {labels.Count - shown} classes more" : "")}.";
        if (labels[0].Value >= 10 * labels[^1].Value)
            yield return $"The classes are of very different size: the largest has {labels[0].Value} examples, the smallest "
                + $"{labels[^1].Value}.";
    }

    private static string NameOf(string source)
    {
        var name = Path.GetFileName(source.TrimEnd('/')).Split('.')[0];
        var plain = NotInNames().Replace(name, "-").Trim('-', '.', '_');
        return plain.Length == 0 ? "study" : plain[..Math.Min(plain.Length, 60)];
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NotInNames();
}
