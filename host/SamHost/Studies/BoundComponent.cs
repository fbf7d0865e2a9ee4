using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.PluginLoading;

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
    public T Create<T>(IServiceProvider services) => Explain(() => (T)Descriptor.Create(Options, services));

    /// <summary>Runs a call of the component; what it finds wrong with its options is reported at their path.</summary>
    /// <exception cref="UserErrorException">The component threw a <see cref="ComponentException"/>.</exception>
    public T Explain<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (ComponentException e)
        {
            var problems = new SettingsProblems();
            problems.Add(e.Option is null ? Path : $"{Path}:Options:{e.Option}", Origin, e.Message);
            throw new UserErrorException(problems.Lines);
        }
    }
}
