namespace SamHost.Runs.Results;

/// <summary>Loads the training examples of recorded runs again, so that pages can show them.</summary>
public interface IRecordedData
{
    /// <summary>The examples of a run; the caller disposes them.</summary>
    /// <param name="run">What the run says of them.</param>
    /// <param name="problem">Why they cannot be loaded, or are not those of the run; null where they are.</param>
    IRecordedExamples? Load(RunData run, out string? problem);
}
