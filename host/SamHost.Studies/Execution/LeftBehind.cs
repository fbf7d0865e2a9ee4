using SamHost.Plugins.Components;
using SamHost.Studies.Plans;

namespace SamHost.Studies.Execution;

/// <summary>
/// What a run leaves behind in a process that makes others after it: what can be put back is, and a person is told of it, so that no run
/// depends on which were made before it.
/// </summary>
/// <param name="note">Says something that a person has to know.</param>
internal sealed class LeftBehind(Action<string> note)
{
    // Libraries start theirs in the first runs.
    private const int Records = 4;

    private readonly ProcessState _state = new();
    private readonly HashSet<string> _said = [];
    private readonly HashSet<ComponentDescriptor> _used = [];
    private IReadOnlyList<StaticState> _statics = [];
    private int _mostThreads;
    private int _records;

    /// <summary>The data of a run were loaded, or it was rehearsed.</summary>
    public void LookBefore(PlannedRun run)
    {
        Restore(run);
        // Those that an earlier run has used: reading a static field of any other class would initialise it.
        _statics =
        [
            .. run.Components.DistinctBy(component => component.Descriptor).Where(component => _used.Contains(component.Descriptor))
                .Select(component => new StaticState(component)),
        ];
    }

    /// <summary>A run has ended.</summary>
    public void LookAfter(PlannedRun run)
    {
        Restore(run);
        _used.UnionWith(run.Components.Select(component => component.Descriptor));
        foreach (var state in _statics)
        {
            if (state.Changed() is { Count: > 0 } fields)
                Say(
                    $"{Sentence(state.Component.Title)} keeps static state that runs change ({string.Join(", ", fields)}): a run may "
                        + "depend on those that its process made before it.");
        }

        var threads = Threads();
        if (threads <= _mostThreads) return;
        _mostThreads = threads;
        if (++_records == Records)
            note($"There are more and more threads, {threads} after {run.Id}: a component starts them and does not end them.");
    }

    private void Restore(PlannedRun run)
    {
        if (_state.Restore() is not { Count: > 0 } changed) return;
        Say($"A component of {run.Label} has changed {string.Join(" and ", changed)} for the whole process; it was put back for other "
            + "runs.");
    }

    private void Say(string text)
    {
        if (_said.Add(text)) note(text);
    }

    // Those of the runtime's pool come and go.
    private static int Threads() => Directory.GetDirectories("/proc/self/task").Count(task =>
    {
        try
        {
            return !File.ReadAllText(Path.Combine(task, "comm")).StartsWith(".NET", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    private static string Sentence(string title) => char.ToUpperInvariant(title[0]) + title[1..];
}
