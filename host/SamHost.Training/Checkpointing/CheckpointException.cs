namespace SamHost.Training.Checkpointing;

/// <summary>A checkpoint, or a file of tensors, is not what it should be. The message names the file and what is wrong with it.</summary>
public sealed class CheckpointException(string message) : Exception(message);
