using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Models;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Suspects;
using SamHost.Contracts.Training;

namespace SamHost.Testing;

/// <summary>
/// Holds a plugin to its contracts: finds its components as the host does, and runs on each the checks of its kind. This is the one line
/// that the test project of a plugin needs.
/// </summary>
/// <example><code>PluginCheck.Of&lt;MyPlugin&gt;().With&lt;MyOptions&gt;(options => options.Path = "data.csv").Run();</code></example>
public sealed class PluginCheck
{
    private readonly IReadOnlyList<RegisteredComponent> _components;
    private readonly Dictionary<Type, Action<object>> _settings = [];

    private PluginCheck(IReadOnlyList<RegisteredComponent> components) => _components = components;

    /// <summary>Registers a plugin's components.</summary>
    /// <exception cref="CheckFailedException">It registers none.</exception>
    public static PluginCheck Of<TPlugin>()
        where TPlugin : IPlugin, new()
    {
        var registry = new RecordingRegistry();
        new TPlugin().Register(registry);
        Check.That(registry.Components.Count > 0, $"{typeof(TPlugin).Name}.Register names no component.");
        return new PluginCheck(registry.Components);
    }

    /// <summary>Sets options that have no default, or others than the defaults.</summary>
    /// <param name="set">Sets them.</param>
    public PluginCheck With<TOptions>(Action<TOptions> set)
    {
        _settings[typeof(TOptions)] = options => set((TOptions)options);
        return this;
    }

    /// <summary>Runs the checks of every component.</summary>
    /// <exception cref="CheckFailedException">Something does not hold: all of it, a line each.</exception>
    public void Run()
    {
        var failures = new List<string>();
        foreach (var component in _components)
        {
            try
            {
                OptionsCheck.Run(component.OptionsType);
                Run(component);
            }
            catch (CheckFailedException e)
            {
                failures.Add($"{component.Name}: {e.Message}");
            }
        }

        Check.That(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    private void Run(RegisteredComponent component)
    {
        if (component.Is<IOptimizer>())
            OptimizerCheck.Run(() => Create<IOptimizer>(component), AtZero(component));
        else if (component.Is<ILoss>()) LossCheck.Run(() => Create<ILoss>(component));
        else if (component.Is<IAugmentation>()) AugmentationCheck.Run(() => Create<IAugmentation>(component));
        else if (component.Is<IUpdateRule>()) BaseRuleCheck.Run(() => Create<IUpdateRule>(component));
        else if (component.Is<ISchedule>()) ScheduleCheck.Run(() => Create<ISchedule>(component));
        else if (component.Is<IMetric>()) MetricCheck.Run(() => Create<IMetric>(component));
        else if (component.Is<ISuspectScore>()) SuspectScoreCheck.Run(() => Create<ISuspectScore>(component));
        else if (component.Is<IGradientRule>()) GradientRuleCheck.Run(() => Create<IGradientRule>(component));
        else if (component.Is<ILabelNoise>()) NoiseCheck.Run(() => Create<ILabelNoise>(component));
        else if (component.Is<IDatasetLoader>()) DatasetCheck.Run(() => Create<IDatasetLoader>(component));
        else if (component.Is<IModelBuilder>()) ModelCheck.Run(() => Create<IModelBuilder>(component));
        // What an observer does is its own matter: that it is created is all that is common to them.
        else Create<ITrainingObserver>(component);
    }

    private T Create<T>(RegisteredComponent component) => (T)component.Create(Options(component));

    private Func<IOptimizer>? AtZero(RegisteredComponent component)
    {
        if (Options(component) is not IPerturbation
            || component.OptionsType.GetProperty(nameof(IPerturbation.Rho)) is not { CanWrite: true } rho)
            return null;
        return () =>
        {
            var options = Options(component);
            rho.SetValue(options, 0.0);
            return (IOptimizer)component.Create(options);
        };
    }

    private object Options(RegisteredComponent component)
    {
        var options = Activator.CreateInstance(component.OptionsType)!;
        if (_settings.TryGetValue(component.OptionsType, out var set)) set(options);
        return options;
    }
}
