using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.PluginLoading;
using SamHost.Training;

namespace SamHost.Studies;

/// <summary>A component that a study names, found in a plugin, with its options bound.</summary>
/// <param name="Descriptor">The component.</param>
/// <param name="Options">An instance of its options type.</param>
/// <param name="Path">Its path in the settings, such as <c>Study:Model</c>.</param>
/// <param name="Origin">Where it was named.</param>
public sealed record BoundComponent(ComponentDescriptor Descriptor, object Options, string Path, string Origin)
{
    /// <summary>Name and options, defaults included.</summary>
    public JsonObject ToJson() => new() { ["Name"] = Descriptor.Name, ["Options"] = OptionsText.ToJson(Options) };

    /// <summary>Creates the component; the caller disposes it if it is disposable.</summary>
    /// <exception cref="UserErrorException">The component refuses its options.</exception>
    /// <exception cref="ComponentFailedException">The component threw something else.</exception>
    public T Create<T>(IServiceProvider services) => Explain("its constructor", () => (T)Descriptor.Create(Options, services));

    /// <summary>Creates the component, uses it once, and disposes it if it is disposable.</summary>
    /// <exception cref="UserErrorException">The component refuses its options, or what they lead to.</exception>
    /// <exception cref="ComponentFailedException">The component threw something else.</exception>
    public TResult Use<T, TResult>(IServiceProvider services, Func<T, TResult> use)
    {
        var component = Create<T>(services);
        using var _ = component as IDisposable;
        return Explain(typeof(T).Name, () => use(component));
    }

    private T Explain<T>(string call, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (ComponentException e)
        {
            var problems = new SettingsProblems();
            problems.Add(e.Option is null ? Path : $"{Path}:Options:{e.Option}", Origin, e.Message);
            throw new UserErrorException(problems.Lines);
        }
        catch (Exception e)
        {
            throw new ComponentFailedException($"'{Descriptor.Name}' of the plugin {Descriptor.Plugin.Name}", call, e);
        }
    }
}
