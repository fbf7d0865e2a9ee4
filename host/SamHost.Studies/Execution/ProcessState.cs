using System.Collections;
using System.Globalization;
using static TorchSharp.torch;

namespace SamHost.Studies.Execution;

/// <summary>What a component can change for the whole process, as it was before any run.</summary>
internal sealed class ProcessState
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly CultureInfo? _defaultCulture = CultureInfo.DefaultThreadCurrentCulture;
    private readonly CultureInfo? _defaultUiCulture = CultureInfo.DefaultThreadCurrentUICulture;
    private readonly string _directory = Environment.CurrentDirectory;
    private readonly Dictionary<string, string?> _variables = Variables();
    private readonly int _threads = get_num_threads();
    private readonly ScalarType _type = get_default_dtype();
    private readonly bool _hasGradients = is_grad_enabled();

    /// <summary>Puts back what was changed.</summary>
    /// <returns>What that was, as phrases within a sentence.</returns>
    public IReadOnlyList<string> Restore()
    {
        var changed = new List<string>();
        Check("the culture", CultureInfo.CurrentCulture, _culture, value => CultureInfo.CurrentCulture = value);
        Check("the culture of the user interface", CultureInfo.CurrentUICulture, _uiCulture, value => CultureInfo.CurrentUICulture = value);
        Check(
            "the default culture of threads", CultureInfo.DefaultThreadCurrentCulture, _defaultCulture,
            value => CultureInfo.DefaultThreadCurrentCulture = value);
        Check(
            "the default culture of threads' user interface", CultureInfo.DefaultThreadCurrentUICulture, _defaultUiCulture,
            value => CultureInfo.DefaultThreadCurrentUICulture = value);
        Check("the current directory", CurrentDirectory(), _directory, value => Environment.CurrentDirectory = value);
        Check("libtorch's number of threads", get_num_threads(), _threads, set_num_threads);
        Check("libtorch's default type", get_default_dtype(), _type, set_default_dtype);
        Check("whether libtorch computes gradients", is_grad_enabled(), _hasGradients, value => set_grad_enabled(value));
        var now = Variables();
        foreach (var name in _variables.Keys.Union(now.Keys))
            Check(
                $"the environment variable {name}", now.GetValueOrDefault(name), _variables.GetValueOrDefault(name),
                value => Environment.SetEnvironmentVariable(name, value));
        return changed;

        void Check<T>(string what, T now, T before, Action<T> restore)
        {
            // A culture equals another of its name that writes numbers in another way.
            if (typeof(T) == typeof(CultureInfo) ? ReferenceEquals(now, before) : EqualityComparer<T>.Default.Equals(now, before)) return;
            restore(before);
            changed.Add(what);
        }
    }

    private static string CurrentDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            // It was deleted.
            return "";
        }
    }

    private static Dictionary<string, string?> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value);
}
