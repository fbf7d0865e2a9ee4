namespace SamHost.TestSupport;

/// <summary>What the test plugin LeavesATrace leaves in this process when any of its code runs.</summary>
internal static class CodeTrace
{
    private const string Switch = "SamHost.TestPlugins.LeavesATrace";

    public static bool IsThere => AppContext.TryGetSwitch(Switch, out var run) && run;

    public static void Clear() => AppContext.SetSwitch(Switch, false);
}
