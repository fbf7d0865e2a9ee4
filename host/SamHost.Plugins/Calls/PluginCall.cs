using Microsoft.Extensions.Logging;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.Calls;

/// <summary>
/// A call into a plugin, so that whoever throws, hangs or ends the process in it can be named. A process makes one run at a time, on one
/// thread: so there is one call at a time, and those that it leads to, as a step to the model's forward.
/// </summary>
/// <param name="Component">The component, as a phrase within a sentence: <c>the optimizer 'x' of the plugin Y</c>.</param>
/// <param name="Name">What it is asked for: <c>Step</c>.</param>
public sealed record PluginCall(string Component, string Name)
{
    private static volatile PluginCall? _current;
    private static long _changes;

    /// <summary>The innermost call in progress; null where there is none.</summary>
    public static PluginCall? Current => _current;

    /// <summary>Counts the beginnings and ends of calls: while it does not change, the current call is still running.</summary>
    public static long Changes => Volatile.Read(ref _changes);

    /// <summary>Keeps the call in progress on disk, to be read after this process has died; null for none.</summary>
    public static LastCall? Record { get; set; }

    /// <summary>Makes a call.</summary>
    /// <exception cref="ComponentException">The component said this to the user.</exception>
    /// <exception cref="ComponentFailedException">
    /// It threw something else, or one that it led to did, which is then the one that is named.
    /// </exception>
    public static T Make<T>(string component, string name, Func<T> make)
    {
        var outer = Begin(component, name);
        try
        {
            return make();
        }
        catch (Exception e) when (e is not (ComponentException or ComponentFailedException))
        {
            var guilty = _current!;
            throw new ComponentFailedException(guilty.Component, guilty.Name, e);
        }
        finally
        {
            End(outer);
        }
    }

    /// <summary>Makes a call without a result.</summary>
    public static void Make(string component, string name, Action make) => Make(component, name, () =>
    {
        make();
        return true;
    });

    /// <summary>Disposes what a component made, or itself. That it fails then is a warning, for what it was used for is there.</summary>
    public static void Release(string component, IDisposable part, ILogger logger)
    {
        try
        {
            Make(component, nameof(IDisposable.Dispose), part.Dispose);
        }
        catch (Exception e) when (e is ComponentException or ComponentFailedException)
        {
            logger.LogWarning("{Problem}", e.Message);
        }
    }

    /// <summary>Begins a call that has its end elsewhere.</summary>
    /// <returns>The enclosing call, for <see cref="End"/>.</returns>
    public static PluginCall? Begin(string component, string name)
    {
        var outer = _current;
        Become(new PluginCall(component, name));
        return outer;
    }

    /// <summary>Ends a call.</summary>
    /// <param name="outer">What <see cref="Begin"/> returned.</param>
    public static void End(PluginCall? outer) => Become(outer);

    /// <summary><c>Step of the optimizer 'x' of the plugin Y</c>.</summary>
    public override string ToString() => $"{Name} of {Component}";

    private static void Become(PluginCall? call)
    {
        _current = call;
        Volatile.Write(ref _changes, _changes + 1);
        Record?.Write(call);
    }
}
