namespace SamHost.Runs.Results;

/// <summary>Loads the training examples of recorded runs again, so that pages can show them.</summary>
public interface IRecordedData
{
    /// <summary>The examples of a run; the caller disposes them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="problem">Why they cannot be loaded, or are not those of the run; null where they are.</param>
    IRecordedExamples? Load(RecordedRun run, out string? problem);
}
