using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Models;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Suspects;
using SamHost.Contracts.Training;
using SamHost.Plugins.Loading;

namespace SamHost.Plugins.Components;

/// <summary>Collects the components of one plugin.</summary>
/// <param name="plugin">The plugin.</param>
/// <param name="earlier">The components of the plugins loaded before it.</param>
internal sealed partial class ComponentRegistry(PluginIdentity plugin, IReadOnlyList<ComponentDescriptor> earlier) : IComponentRegistry
{
    private readonly List<ComponentDescriptor> _components = [];
    private readonly List<DataSource> _dataSources = [];

    /// <summary>The components, in the order of registration.</summary>
    public IReadOnlyList<ComponentDescriptor> Components => _components;

    /// <summary>Where the plugin's data can be had.</summary>
    public IReadOnlyList<DataSource> DataSources => _dataSources;

    /// <summary>The first component whose name was taken, and the one that has it; null if there is none.</summary>
    public (ComponentDescriptor Component, ComponentDescriptor Holder)? Duplicate { get; private set; }

    public void AddOptimizer<TOptimizer, TOptions>(string name, string description)
        where TOptimizer : class, IOptimizer
        where TOptions : class, new() => Add<TOptimizer, TOptions>(ComponentKind.Optimizer, name, description);

    public void AddModel<TModel, TOptions>(string name, string description)
        where TModel : class, IModelBuilder
        where TOptions : class, new() => Add<TModel, TOptions>(ComponentKind.Model, name, description);

    public void AddDataset<TDataset, TOptions>(string name, string description)
        where TDataset : class, IDatasetLoader
        where TOptions : class, new() => Add<TDataset, TOptions>(ComponentKind.Dataset, name, description);

    public void AddNoise<TNoise, TOptions>(string name, string description)
        where TNoise : class, ILabelNoise
        where TOptions : class, new() => Add<TNoise, TOptions>(ComponentKind.Noise, name, description);

    public void AddObserver<TObserver, TOptions>(string name, string description)
        where TObserver : class, ITrainingObserver
        where TOptions : class, new() => Add<TObserver, TOptions>(ComponentKind.Observer, name, description);

    public void AddBaseRule<TRule, TOptions>(string name, string description)
        where TRule : class, IUpdateRule
        where TOptions : class, new() => Add<TRule, TOptions>(ComponentKind.BaseRule, name, description);

    public void AddSchedule<TSchedule, TOptions>(string name, string description)
        where TSchedule : class, ISchedule
        where TOptions : class, new() => Add<TSchedule, TOptions>(ComponentKind.Schedule, name, description);

    public void AddLoss<TLoss, TOptions>(string name, string description)
        where TLoss : class, ILoss
        where TOptions : class, new() => Add<TLoss, TOptions>(ComponentKind.Loss, name, description);

    public void AddAugmentation<TAugmentation, TOptions>(string name, string description)
        where TAugmentation : class, IAugmentation
        where TOptions : class, new() => Add<TAugmentation, TOptions>(ComponentKind.Augmentation, name, description);

    public void AddMetric<TMetric, TOptions>(string name, string description)
        where TMetric : class, IMetric
        where TOptions : class, new() => Add<TMetric, TOptions>(ComponentKind.Metric, name, description);

    public void AddSuspectScore<TScore, TOptions>(string name, string description)
        where TScore : class, ISuspectScore
        where TOptions : class, new() => Add<TScore, TOptions>(ComponentKind.SuspectScore, name, description);

    public void AddGradientRule<TRule, TOptions>(string name, string description)
        where TRule : class, IGradientRule
        where TOptions : class, new() => Add<TRule, TOptions>(ComponentKind.GradientRule, name, description);

    public void AddDataSource(DataSource source)
    {
        if (source.Name is null || !WellFormedName().IsMatch(source.Name))
            throw new ArgumentException($"'{source.Name}' is no name for a data source; use lower case letters, digits and hyphens.");
        if (source.Folders.Count == 0 || source.Files.Count == 0 || source.Downloads.Count == 0)
            throw new ArgumentException($"The data source '{source.Name}' needs a folder, a file and a download.");
        foreach (var download in source.Downloads)
        {
            if (download.File != Path.GetFileName(download.File) || download.File.Length == 0)
                throw new ArgumentException($"The data source '{source.Name}' downloads '{download.File}', which is no name of a file.");
            if (!Sha256().IsMatch(download.Sha256))
                throw new ArgumentException($"The SHA-256 of '{download.File}' is '{download.Sha256}'; give 64 hexadecimal digits.");
            if (download.Addresses.Count == 0 || download.Addresses.Any(address => address.Scheme is not ("http" or "https")))
                throw new ArgumentException($"'{download.File}' needs an address, and each must begin with http:// or https://.");
        }

        _dataSources.Add(source);
    }

    private void Add<TComponent, TOptions>(ComponentKind kind, string name, string description)
    {
        if (name is null || !WellFormedName().IsMatch(name))
            throw new ArgumentException($"'{name}' is no name for a component; use lower case letters, digits and hyphens.");
        if (string.IsNullOrWhiteSpace(description))
            throw new ArgumentException($"'{name}' has no description; say in one line what it is.");
        if (typeof(TComponent).IsAbstract || typeof(TComponent).GetConstructors().Length == 0)
            throw new ArgumentException(
                $"{typeof(TComponent).Name} of '{name}' cannot be created; register a class that is not abstract and has a public "
                    + "constructor.");
        // What settings cannot express would otherwise end the run, or the listing, that meets it first.
        OptionsSchema.Of(typeof(TOptions));

        var component = new ComponentDescriptor
        {
            Kind = kind,
            Name = name,
            Description = description,
            ComponentType = typeof(TComponent),
            OptionsType = typeof(TOptions),
            Plugin = plugin,
        };
        var holder = earlier.Concat(_components).FirstOrDefault(other => other.Kind == kind && other.Name == name);
        // Kept, not thrown: the plugin could catch it and go on with half its components.
        if (holder is null) _components.Add(component);
        else Duplicate ??= (component, holder);
    }

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}\z")]
    private static partial Regex Sha256();

    // \z, not $, which would let a line end pass.
    [GeneratedRegex(@"^[a-z0-9-]+\z")]
    private static partial Regex WellFormedName();
}
