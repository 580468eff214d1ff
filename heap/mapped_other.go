//go:build !linux

package heap

func unmap() {}
