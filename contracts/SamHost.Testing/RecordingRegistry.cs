using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Models;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Suspects;
using SamHost.Contracts.Training;

namespace SamHost.Testing;

/// <summary>Writes down what a plugin registers.</summary>
internal sealed class RecordingRegistry : IComponentRegistry
{
    public List<RegisteredComponent> Components { get; } = [];

    public void AddOptimizer<TOptimizer, TOptions>(string name, string description)
        where TOptimizer : class, IOptimizer
        where TOptions : class, new() => Add<IOptimizer, TOptimizer, TOptions>(name, description);

    public void AddModel<TModel, TOptions>(string name, string description)
        where TModel : class, IModelBuilder
        where TOptions : class, new() => Add<IModelBuilder, TModel, TOptions>(name, description);

    public void AddDataset<TDataset, TOptions>(string name, string description)
        where TDataset : class, IDatasetLoader
        where TOptions : class, new() => Add<IDatasetLoader, TDataset, TOptions>(name, description);

    public void AddNoise<TNoise, TOptions>(string name, string description)
        where TNoise : class, ILabelNoise
        where TOptions : class, new() => Add<ILabelNoise, TNoise, TOptions>(name, description);

    public void AddObserver<TObserver, TOptions>(string name, string description)
        where TObserver : class, ITrainingObserver
        where TOptions : class, new() => Add<ITrainingObserver, TObserver, TOptions>(name, description);

    public void AddBaseRule<TRule, TOptions>(string name, string description)
        where TRule : class, IUpdateRule
        where TOptions : class, new() => Add<IUpdateRule, TRule, TOptions>(name, description);

    public void AddSchedule<TSchedule, TOptions>(string name, string description)
        where TSchedule : class, ISchedule
        where TOptions : class, new() => Add<ISchedule, TSchedule, TOptions>(name, description);

    public void AddLoss<TLoss, TOptions>(string name, string description)
        where TLoss : class, ILoss
        where TOptions : class, new() => Add<ILoss, TLoss, TOptions>(name, description);

    public void AddAugmentation<TAugmentation, TOptions>(string name, string description)
        where TAugmentation : class, IAugmentation
        where TOptions : class, new() => Add<IAugmentation, TAugmentation, TOptions>(name, description);

    public void AddMetric<TMetric, TOptions>(string name, string description)
        where TMetric : class, IMetric
        where TOptions : class, new() => Add<IMetric, TMetric, TOptions>(name, description);

    public void AddSuspectScore<TScore, TOptions>(string name, string description)
        where TScore : class, ISuspectScore
        where TOptions : class, new() => Add<ISuspectScore, TScore, TOptions>(name, description);

    public void AddGradientRule<TRule, TOptions>(string name, string description)
        where TRule : class, IGradientRule
        where TOptions : class, new() => Add<IGradientRule, TRule, TOptions>(name, description);

    public void AddDataSource(DataSource source)
    {
    }

    private void Add<TInterface, TComponent, TOptions>(string name, string description)
    {
        Check.That(
            name.Length > 0 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'),
            $"'{name}' is no name for a component; use lower case letters, digits and hyphens.");
        Check.That(!string.IsNullOrWhiteSpace(description), $"'{name}' has no description; say in one line what it is.");
        Components.Add(new RegisteredComponent(name, typeof(TInterface), typeof(TComponent), typeof(TOptions)));
    }
}
