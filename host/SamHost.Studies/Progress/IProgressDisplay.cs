using SamHost.Contracts.Training;

namespace SamHost.Studies.Progress;

/// <summary>Shows a study's progress to a person.</summary>
public interface IProgressDisplay
{
    /// <summary>Shows progress while something runs.</summary>
    T During<T>(Func<T> work);

    /// <summary>Begins to show a run.</summary>
    IRunDisplay Open(string label, long seed);

    /// <summary>An observer that shows the progress of a run of this process.</summary>
    ITrainingObserver Follow(string label, long seed) => new RunFollower(Open(label, seed));

    /// <summary>Says something that a person has to know.</summary>
    void Note(string text);

    /// <summary>Says why the process ends now, in the middle of its runs. Called on any thread.</summary>
    void Abandon(string text);
}
